import { test } from "uvu";
import { checkRows } from "./choosing.js";

test("chooses the last in code unit order", () => {
  checkRows({ kind: "alphabetical" }, [
    ["1.9 1.10", "1.9"],
    ["a b c", "c"],
    ["Z a", "a"],
    ["a _", "a"],
    ["Z _", "_"],
    ["a ab", "ab"],
    ["a- a. a0", "a0"],
    ["2024-01-05 2024-01-10", "2024-01-10"],
    ["RELEASE.2024-01-05T00-00-00Z RELEASE.2024-01-05T10-00-00Z", "RELEASE.2024-01-05T10-00-00Z"],
    ["latest 2.0", "latest"],
    ["latest 2.0", "2.0", "^\\d"],
    ["bookworm bullseye buster", "buster"],
    ["", ""],
  ]);
});

test("chooses the first, and by a group of the filter", () => {
  checkRows({ kind: "alphabetical", pick: "lowest" }, [["b a c", "a"]]);
  checkRows({ kind: "alphabetical", extract: "$1" }, [
    ["1-b 2-a 3-c", "3-c", "-(.)"],
    ["1-b 10-b 9-b", "10-b", "-(.)"],
  ]);
});

test.run();
