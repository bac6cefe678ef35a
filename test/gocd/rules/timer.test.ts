import { test } from "uvu";
import { inPipeline, testRows } from "./rows.js";

testRows("timer", (part) => inPipeline(`parameters: {day: MON}\n${part}`), [
  [
    "a mapping",
    ["timer:", "timer: {spec: '0 0 22 ? * *'}"],
    "timer: 0 0 22 ? * *",
    'error value-type "0 0 22 ? * *" pipeline',
  ],
  [
    "a spec",
    "timer: {spec: '0 0 22 ? * *', only_on_changes: on}",
    "timer: {only_on_changes: on}",
    'error key-missing "timer" pipeline',
  ],
  [
    "known keys",
    "timer: {spec: '0 0 22 ? * *'}",
    "timer: {spec: '0 0 22 ? * *', timezone: UTC}",
    'warning key-unknown "timezone"',
  ],
  [
    "a Quartz expression",
    'timer: {spec: "0 0 22 ? * #{day}"}',
    "timer: {spec: 0 22 * * 1-5}",
    'error timer-invalid "0 22 * * 1-5" pipeline',
  ],
  ["some expression", "timer: {spec: '0 0 22 ? * *'}", 'timer: {spec: ""}', 'error timer-invalid """" repo'],
  [
    "a doubled `#`",
    "timer: {spec: '0 0 22 ? * 6##3'}",
    "timer: {spec: '0 0 22 ? * 6#3'}",
    'error hash-unescaped "#" pipeline',
  ],
  [
    "a boolean",
    "timer: {spec: '0 0 22 ? * *', only_on_changes: n}",
    "timer: {spec: '0 0 22 ? * *', only_on_changes: 0}",
    'error boolean-invalid "0" pipeline',
  ],
]);

test.run();
