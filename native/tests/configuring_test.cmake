# What the library cannot be built for, or without, is said by name when it is configured.
file(REMOVE_RECURSE "${folder}")
file(WRITE "${folder}/musl/features.h" "")

function(configure result output)
  file(REMOVE_RECURSE "${folder}/build")
  execute_process(COMMAND ${CMAKE_COMMAND} -S "${source}" -B "${folder}/build" -DBUILD_TESTING=OFF ${ARGN}
    OUTPUT_QUIET ERROR_VARIABLE printed RESULT_VARIABLE code)
  string(REGEX REPLACE "[ \n]+" " " printed "${printed}")
  set(${result} "${code}" PARENT_SCOPE)
  set(${output} "${printed}" PARENT_SCOPE)
endfunction()

function(expect_refusal message)
  configure(code printed ${ARGN})
  string(FIND "${printed}" "${message}" position)
  if(code EQUAL 0 OR position LESS 0)
    message(FATAL_ERROR "${ARGN}: expected a refusal with \"${message}\", got ${code}: ${printed}")
  endif()
endfunction()

expect_refusal("not for macOS" -DCMAKE_SYSTEM_NAME=Darwin)
expect_refusal("not for Windows" -DCMAKE_SYSTEM_NAME=Windows)
expect_refusal("not for riscv64" -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=riscv64)
expect_refusal("such as Alpine's musl" -DJAVA_HOME=${java_home} -DCMAKE_C_FLAGS=-I${folder}/musl)
set(ENV{JAVA_HOME} "")
expect_refusal("found no jni.h; install a JDK 17" -Djavac=${folder}/javac)
set(ENV{CC} "${folder}/cc")
expect_refusal("found no C compiler; install one (Debian: gcc)" -DJAVA_HOME=${java_home})
unset(ENV{CC})

# Another processor is a matter of the compiler that is given.
configure(code printed -DJAVA_HOME=${java_home} -DCMAKE_SYSTEM_NAME=Linux -DCMAKE_SYSTEM_PROCESSOR=aarch64)
if(NOT code EQUAL 0)
  message(FATAL_ERROR "not configured for aarch64: ${printed}")
endif()
file(REMOVE_RECURSE "${folder}")
