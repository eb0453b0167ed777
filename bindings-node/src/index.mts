// The same module for `import`: there is one SlipwayError and one addon, however the package is loaded.
export * from "./index.js";
