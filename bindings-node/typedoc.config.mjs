import { OptionDefaults } from "typedoc";

/** The pages of the API (`npm run docs`), and the check that everything which is exported says what it is (`npm run lint`). */
export default {
  entryPoints: ["src/index.ts"],
  out: "build/docs",
  excludeInternal: true,
  excludePrivate: true,
  excludeExternals: true,
  // Of the generated messages.
  blockTags: [...OptionDefaults.blockTags, "@generated"],
  validation: { notDocumented: true, notExported: true, invalidLink: true },
  treatWarningsAsErrors: true,
};
