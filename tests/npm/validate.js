// Reads rendered Kubernetes objects (YAML documents) on standard input, and writes a JSON array of {object, problems}: what the
// published OpenAPI schemas of Kubernetes, KEDA and the Prometheus operator find wrong, and which fields they do not know.
// `problems` is null for a kind whose schema is not published as a package. Its argument is the folder with the packages.
"use strict";
const path = require("node:path");
const { createRequire } = require("node:module");
const installed = createRequire(path.resolve(process.argv[2], "package.json"));
const { parseAllDocuments } = installed("yaml");

const groups = {
  "keda.sh": "@kubernetes-models/keda/",
  "monitoring.coreos.com": "@kubernetes-models/prometheus-operator/",
};
const unpublished = ["postgresql.cnpg.io"];

/** The model of an object's kind; null where none is published. */
function modelOf({ apiVersion, kind }) {
  const group = apiVersion.includes("/") ? apiVersion.split("/")[0] : "";
  if (unpublished.includes(group)) {
    return null;
  }
  const model = installed((groups[group] ?? "kubernetes-models/") + apiVersion)[kind];
  if (!model) {
    throw new Error(`${apiVersion} has no kind ${kind}`);
  }
  return model;
}

/**
 * The same object, noting which of its fields are read. The validators read every field that their schema has, so what was
 * never read is misspelt or misplaced: schemas of Kubernetes allow further fields, and its server drops them in silence.
 */
function watched(value, at, unread) {
  if (value === null || typeof value !== "object") {
    return value;
  }
  const fields = Array.isArray(value) ? [] : Object.keys(value);
  fields.forEach((field) => unread.add(`${at}.${field}`));
  const children = new Map();
  return new Proxy(value, {
    get(target, key) {
      if (typeof key !== "string" || !Object.hasOwn(target, key)) {
        return target[key];
      }
      unread.delete(`${at}.${key}`);
      if (!children.has(key)) {
        children.set(key, watched(target[key], `${at}.${key}`, unread));
      }
      return children.get(key);
    },
  });
}

function problemsOf(object) {
  const model = modelOf(object);
  if (model === null) {
    return null;
  }
  const unread = new Set();
  try {
    model.prototype.validate.call(watched(new model(object), "", unread));
  } catch (problem) {
    return [problem.message];
  }
  return [...unread].map((field) => `${field} is no field of ${object.kind}`);
}

let text = "";
process.stdin.setEncoding("utf8").on("data", (chunk) => { text += chunk; }).on("end", () => {
  const objects = parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) {
      throw document.errors[0];
    }
    return document.toJS();
  }).filter((object) => object !== null);
  process.stdout.write(JSON.stringify(objects.map((object) => ({ object, problems: problemsOf(object) }))));
});
