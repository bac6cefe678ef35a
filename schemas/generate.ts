import { writeFileSync } from "node:fs";
import { generateFiles } from "./generated.js";

// The script `npm run generate:schemas`.
for (const { path, text } of await generateFiles()) writeFileSync(path, text);
