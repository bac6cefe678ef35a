import { compareCodeUnits, type Order } from "./order.js";

/** Reads every text, compares by UTF-16 code unit: "1.9" is after "1.10", and "a" after "Z". */
export const ALPHABETICAL: Order<string> = {
  read: (text) => text,
  compare: compareCodeUnits,
  show: (text) => text,
  refuse: () => "is not in the alphabetical order",
};
