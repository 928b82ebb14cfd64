/** Text from outside, such as a truck's name, as a terminal may show it. */
export { printable as plain } from "../../printable.ts";
