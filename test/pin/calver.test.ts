import { test } from "uvu";
import * as assert from "uvu/assert";
import { calverOrder, parseCalverFormat } from "../../src/pin/calver.js";
import { checkRows, type Row } from "./choosing.js";

test("chooses the latest date of a format", () => {
  const tables: readonly (readonly [format: string, ...rows: Row[]])[] = [
    [
      "YYYY.MM.DD",
      ["2024.1.5 2024.1.10 2023.12.31", "2024.1.10"],
      ["2024.01.05 2024.1.4", "2024.01.05"],
      ["2024.01.05 2024.1.5", "2024.1.5"],
      ["2024.02.29 2024.02.28", "2024.02.29"],
      ["2023.02.29 2023.02.28", "2023.02.28"],
      ["2024.13.01 2024.04.31 2024.00.10 2024.01.00", ""],
      ["2024.1.32 2024.1.31", "2024.1.31"],
      ["24.1.1 0999.1.1 2024.001.1 latest 2024.1", ""],
      ["2024-01-05 2024.1.1", "2024.1.1"],
      ["v2025.1.1 2024.1.1", "2024.1.1"],
    ],
    [
      "YYYYMMDD",
      ["20240105 20231231", "20240105"],
      ["20240230 20240131", "20240131"],
      ["2024015 202401055 20240105", "20240105"],
      ["20241301 20240001", ""],
      ["20000229 21000228 19000301", "21000228"],
      ["21000229", ""],
    ],
    ["YYYYMMDD-MODIFIER", ["20240105-abc 20240104 20240105-abd", "20240105-abd"]],
    ["YYYYMMDDMICRO", ["20240105000000 20240105235959 20240104235959", "20240105235959"]],
    [
      "YYYY.0M.MICRO",
      ["2024.01.9 2024.01.10", "2024.01.10"],
      ["2024.1.9 2024.01.8", "2024.01.8"],
      ["2024.02.0 2024.01.99", "2024.02.0"],
      ["2024.01.99999999999999999999 2024.01.99999999999999999998", "2024.01.99999999999999999999"],
    ],
    ["YY.MM", ["24.1 23.12", "24.1"], ["9.10 10.4", "10.4"], ["106.1 99.12", "106.1"], ["24.13", ""]],
    ["0Y.0M", ["24.04 23.10", "24.04"], ["6.04 06.10", "06.10"]],
    ["YY.0M.MICRO", ["24.04.1 24.04 22.10.3", "24.04.1"]],
    ["YYYY.WW", ["2024.9 2024.10", "2024.10"], ["2024.53 2024.54 2024.0", "2024.53"]],
    ["YYYYw0W", ["2024w09 2024w10", "2024w10"]],
    ["0YMMDD", ["240105 231231", "240105"], ["240230", ""]],
    ["vYYYY.MINOR.MICRO", ["v2024.2.1 v2024.10.0", "v2024.10.0"]],
    ["release-YYYY-MM-DD", ["release-2024-1-5 release-2024-01-06 2025-1-1", "release-2024-01-06"]],
    ["DD.MM.YYYY", ["31.12.2023 1.1.2024", "1.1.2024"]],
    ["MAJOR.YYYYMMDD", ["1.20240301 2.20240201", "1.20240301"], ["1.20240301 2.20240301", "2.20240301"]],
    [
      "YYYY.MM-MODIFIER",
      ["2024.1 2024.1-rc1", "2024.1"],
      ["2024.1-rc9 2024.1-rc10", "2024.1-rc10"],
      ["2024.1 2024.2-rc1", "2024.2-rc1"],
    ],
    [
      "YYYY.MM.MICROMODIFIER",
      ["2024.1.1rc1 2024.1.1 2024.1.0", "2024.1.1"],
      ["2024.1.12 2024.1.3", "2024.1.12"],
    ],
  ];
  for (const [format, ...rows] of tables) checkRows({ kind: "calver", format }, rows);
});

test("chooses the earliest, and by a group of the filter", () => {
  checkRows({ kind: "calver", format: "YYYY.MM", pick: "lowest" }, [["2024.1 2023.12 2023.9", "2023.9"]]);
  checkRows({ kind: "calver", format: "YYYYMMDD", extract: "$1" }, [
    ["main-20240105-ab main-20240106-cd", "main-20240106-cd", "-(\\d{8})-"],
    ["main-20240105-ab main-20249999-cd", "main-20240105-ab", "-(\\d{8})-"],
    ["main-20240105-ab dev-20240105-cd", "main-20240105-ab", "-(\\d{8})-"],
  ]);
});

test("rejects a format with too few or too many parts", () => {
  const wrong: readonly (readonly [format: string, index: number, message: RegExp])[] = [
    ["", 0, /needs a year/],
    ["MM.DD", 0, /needs a year/],
    ["YYYY.DD", 5, /"DD" is the day of a month/],
    ["YYYY.YY", 5, /"YY" is the second year/],
    ["YYYY.MM.0M", 8, /"0M" is the second month/],
    ["YYYY.HH", 5, /"HH" does not start with a token/],
    ["YYYY.MM.PATCH", 8, /"PATCH" does not start with a token/],
    ["YYYY/MM", 4, /"\/MM" does not start with a token/],
    ["MAJORYYYY", 0, /"MAJOR" has no fixed width/],
    ["YYYY.MODIFIER.MM", 5, /"MODIFIER" must be the last/],
    ["MODIFIER", 0, /needs a year/],
    ["2024.MM", 0, /"2024.MM" does not start with a token/],
  ];
  for (const [format, index, message] of wrong) {
    const answer = parseCalverFormat(format);
    if (answer.ok) throw new Error(`${format} was accepted`);
    assert.is(answer.problem.index, index, format);
    assert.match(answer.problem.message, message);
  }
});

test("shows what was compared, and says why a tag is left out", () => {
  const format = parseCalverFormat("YY.0M-MODIFIER");
  if (!format.ok) throw new Error(format.problem.message);
  const order = calverOrder(format.parts);
  const key = order.read("24.04-rc1");
  assert.is(key === undefined ? undefined : order.show(key), "24 4 rc1");
  assert.is(order.explainUnread("24.13"), "has a date that does not exist");
  assert.is(order.explainUnread("latest"), "does not follow the format");
});

test.run();
