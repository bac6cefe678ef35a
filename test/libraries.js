import { ensureLibraries } from "../libraries.js";

// `npm test`, `npm run lint` and others start with this file. Their libraries are a workspace, which `npm ci` leaves out
// (see .npmrc), so that to install a hook or the program needs a quarter of the download.

ensureLibraries("test/package.json", ["--workspaces", "--include-workspace-root"]);
