# Builds the library and its tests again with a sanitizer, and runs them:
#   cmake -Dsanitizer=address -Dsource=... -Dbuild=... -Djars=... -Dclasses=... -Djava_home=... -P sanitized.cmake
execute_process(COMMAND ${CMAKE_COMMAND} -S "${source}" -B "${build}" -DSLIPWAY_SANITIZE=${sanitizer} -DJAVA_HOME=${java_home}
  -DSLIPWAY_TEST_JARS=${jars} -DSLIPWAY_TEST_CLASSES=${classes} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} --build "${build}" --parallel OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_CTEST_COMMAND} --output-on-failure WORKING_DIRECTORY "${build}" COMMAND_ERROR_IS_FATAL ANY)
