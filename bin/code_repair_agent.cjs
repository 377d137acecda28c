#!/usr/bin/env node
// An old Node must be able to read this file, in order to say that it is too old: no syntax newer than 2009.
"use strict";

var parts = process.versions.node.split(".").map(Number);

if (parts[0] < 20 || (parts[0] === 20 && parts[1] < 19)) {
  console.error("error: code-repair-agent needs Node.js 20.19 or newer; this is", process.versions.node);
  process.exitCode = 2;
} else {
  require("./start.cjs");
}
