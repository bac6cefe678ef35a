import { test } from "uvu";
import * as assert from "uvu/assert";
import { cronProblem } from "../../../src/gocd/rules/cron.js";

// From the tutorial of Quartz: https://www.quartz-scheduler.org/documentation/quartz-2.3.0/tutorials/crontrigger.html
for (const expression of [
  "0 0 12 * * ?",
  "0 15 10 ? * *",
  "0 15 10 * * ? *",
  "0 15 10 * * ? 2005",
  "0 0/5 14,18 * * ?",
  "0 0-5 14 * * ?",
  "0 10,44 14 ? 3 WED",
  "0 15 10 ? * MON-FRI",
  "0 15 10 15 * ?",
  "0 15 10 L * ?",
  "0 15 10 L-2 * ?",
  "0 15 10 LW * ?",
  "0 15 10 15W * ?",
  "0 15 10 ? * 6L",
  "0 15 10 ? * 6L 2002-2005",
  "0 15 10 ? * 6#3",
  "0 0 12 1/5 * ?",
  "0 11 11 11 11 ?",
  "0 0 22 ? * mon-fri",
  "0\t0  22 ? JAN-mar,Dec SUN",
  "*/10 * * * * ?",
  "0 10-50/5 * * * ?",
  "0 0 1 ? * 1,3,5",
  "0 0 1 ? * L",
  "0 0 1 ? * THU#2",
]) {
  test(`accepts "${expression}"`, () => assert.is(cronProblem(expression), undefined));
}

for (const [expression, problem] of [
  ["0 22 * * 1-5", "it has 5 fields"],
  ["@daily", "it has 1 field,"],
  ["0 0 22 * * MON-FRI", "must be `?`"],
  ["0 0 22 * * *", "must be `?`"],
  ["0 0 22 ? * ?", "only one of"],
  ["? 0 22 ? * *", "`?` is allowed only in a day field"],
  ["60 0 22 ? * *", "60 is not between 0 and 59"],
  ["0 61 22 ? * *", "61 is not between 0 and 59"],
  ["0 0 24 ? * *", "24 is not between 0 and 23"],
  ["0 0 0 0 * ?", "0 is not between 1 and 31"],
  ["0 0 0 32 * ?", "32 is not between 1 and 31"],
  ["0 0 0 1 13 ?", "13 is not between 1 and 12"],
  ["0 0 0 1 JAN-FOO ?", '"FOO" is not one of JAN'],
  ["0 0 0 ? * 8", "8 is not between 1 and 7"],
  ["0 0 0 ? * 0", "0 is not between 1 and 7"],
  ["0 0 0 ? * FOO", '"FOO" is not one of SUN'],
  ["0 0 MON ? * *", "words are not allowed here"],
  ["0 0/60 0 ? * *", "the step 60 is larger than 59"],
  ["0 */60 0 ? * *", "the step 60 is larger than 59"],
  ["0 0/ 0 ? * *", "`/` needs a number"],
  ["0 / 0 ? * *", "`/` needs a number"],
  ["0 0- 0 ? * *", "`-` needs a number"],
  ["0 x 0 ? * *", "words are not allowed here"],
  ["0 -1 0 ? * *", '"-" is not allowed here'],
  ["0 5L 0 ? * *", "`L` is not allowed"],
  ["0 5W 0 ? * *", "`W` is not allowed"],
  ["0 0 0 L,15 * ?", "`L` is not allowed in a list"],
  ["0 0 0 L-31 * ?", "`L-` needs a number up to 30"],
  ["0 0 0 ? * 6#6", "`#` needs a number from 1 to 5"],
  ["0 0 0 ? * FRI#9", "`#` needs a number from 1 to 5"],
  ["0 0 0 ? * 6#1,2#2", "`#` is allowed only once"],
  ["0 0 0 6#1 * ?", "`#` is allowed only in the day of the week"],
] as const) {
  test(`rejects "${expression}"`, () => assert.match(cronProblem(expression) ?? "", problem));
}

test.run();
