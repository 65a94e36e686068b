// Page: choose a question or write one, run it, and show or save the answer.

import { element, makeTable } from "./rows.js";

/** @import { Answer, PageData, Parameter, Question } from "./types.d.ts" */

/** @typedef {[name: string, mediaType: string, extension: string]} Format */

const ROWS_SHOWN = 1000;
const JSON_TYPE = "application/sparql-results+json";
const TURTLE = "text/turtle";
const RUNNING = "Asking…";

/** @type {Format[]} */
const ROW_FORMATS = [
  ["CSV", "text/csv", "csv"],
  ["JSON", JSON_TYPE, "json"],
];
/** @type {Format[]} */
const GRAPH_FORMATS = [
  ["Turtle", TURTLE, "ttl"],
  ["JSON-LD", "application/ld+json", "jsonld"],
];

/**
 * What the page shows when no question is chosen.
 *
 * @type {Question}
 */
const OWN = {
  name: "",
  title: "",
  parameters: [],
  text: `SELECT ?entity ?name ?papers {
  ?entity skos:prefLabel ?name ; kg:paperCount ?papers .
}
ORDER BY DESC(?papers) ?name
LIMIT 20
`,
};

const editor = byId("editor", HTMLTextAreaElement);
const form = byId("form", HTMLFormElement);
const run = byId("run", HTMLButtonElement);
const stop = byId("stop", HTMLButtonElement);
const status = byId("status", HTMLElement);
const error = byId("error", HTMLElement);
const result = byId("result", HTMLElement);
const downloads = byId("downloads", HTMLElement);
const parameters = byId("parameters", HTMLElement);
const filter = byId("filter", HTMLInputElement);
const list = byId("questions", HTMLElement);
const title = byId("title", HTMLElement);

/** @type {PageData} */
const data = await (await fetch("/query/data.json")).json();

/**
 * The query that is running, or ran last.
 *
 * @type {AbortController | null}
 */
let running = null;

/** @type {<T extends HTMLElement>(id: string, type: new () => T) => T} */
function byId(id, type) {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`The page has no #${id}.`);
  return found;
}

/**
 * Show a question's parameters and text.
 *
 * @type {(question: Question) => void}
 */
function open(question) {
  title.textContent = question.title || "Your own query";
  editor.value = question.text;
  parameters.replaceChildren(...question.parameters.map(makeField));
  for (const button of list.querySelectorAll("button")) {
    if (button.dataset.name === question.name) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  clear();
}

/** @type {(parameter: Parameter) => HTMLElement} */
function makeField({ name, kind, example, optional }) {
  const label = element("label");
  label.className = "field";
  const input = element("input");
  input.name = name;
  input.value = example;
  input.required = !optional;
  input.autocomplete = "off";
  input.spellcheck = false;
  label.append(
    element("span", name),
    input,
    element("small", `${kind}: ${data.kinds[kind] ?? ""}`),
  );
  return label;
}

/** @type {(question: Question) => HTMLElement} */
function makeItem(question) {
  const item = element("li");
  const button = element("button", question.title || question.name);
  button.type = "button";
  button.dataset.name = question.name;
  button.addEventListener("click", () => {
    open(question);
    history.replaceState(null, "", `#${question.name}`);
  });
  item.append(button);
  return item;
}

function clear() {
  status.textContent = "";
  for (const part of [error, downloads, result]) part.hidden = true;
  result.replaceChildren();
}

/**
 * Return the query as a form, with the parameters that it still declares.
 *
 * @type {() => URLSearchParams}
 */
function makeRequest() {
  const body = new URLSearchParams({ query: editor.value });
  for (const input of parameters.querySelectorAll("input")) {
    if (editor.value.includes(`# parameter: ${input.name} `)) {
      body.set(`$${input.name}`, input.value);
    }
  }
  return body;
}

/** @type {(body: URLSearchParams, accept: string, signal?: AbortSignal) => Promise<Response>} */
async function send(body, accept, signal) {
  const headers = { Accept: accept };
  const response = await fetch("/sparql", { method: "POST", body, headers, signal });
  if (response.ok) return response;
  const text = (await response.text()).trim();
  throw new Error(text || `the server says ${response.status}`);
}

/** Run the query; a query that is still running is stopped, and its answer ignored. */
async function submit() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  clear();
  setBusy(true);
  try {
    await showAnswer(makeRequest(), mine.signal);
  } catch (problem) {
    if (mine === running) showProblem(problem);
  } finally {
    if (mine === running) setBusy(false);
  }
}

/** @type {(problem: unknown) => void} */
function showProblem(problem) {
  const { name, message } = problem instanceof Error ? problem : new Error(String(problem));
  if (name === "AbortError") {
    status.textContent = "Stopped.";
    return;
  }
  status.textContent = "";
  error.textContent = message;
  error.hidden = false;
}

/** @type {(body: URLSearchParams, signal: AbortSignal) => Promise<void>} */
async function showAnswer(body, signal) {
  const start = performance.now();
  const response = await send(body, `${JSON_TYPE}, ${TURTLE};q=0.9`, signal);
  const isJson = response.headers.get("content-type")?.startsWith(JSON_TYPE);
  /** @type {Answer | string} */
  const answer = isJson ? await response.json() : await response.text();
  const seconds = (performance.now() - start) / 1000;
  const isGraph = typeof answer === "string";
  result.replaceChildren(isGraph ? element("pre", answer) : makeTable(answer, data, ROWS_SHOWN));
  result.hidden = false;
  status.textContent = `${describe(answer)} in ${seconds.toFixed(2)} s`;
  const formats = isGraph ? GRAPH_FORMATS : ROW_FORMATS;
  downloads.replaceChildren(...formats.map((format) => makeDownload(format, body)));
  downloads.hidden = false;
}

/** @type {(answer: Answer | string) => string} */
function describe(answer) {
  if (typeof answer === "string" || "boolean" in answer) return "Answered";
  const count = answer.results.bindings.length;
  const rows = `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
  return count > ROWS_SHOWN ? `${rows}, the first ${ROWS_SHOWN.toLocaleString("en")} shown,` : rows;
}

/** @type {(format: Format, body: URLSearchParams) => HTMLElement} */
function makeDownload([name, mediaType, extension], body) {
  const button = element("button", `Save ${name}`);
  button.type = "button";
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      save(await (await send(body, mediaType)).blob(), `kgraph.${extension}`);
    } catch (problem) {
      showProblem(problem);
    }
    button.disabled = false;
  });
  return button;
}

/** @type {(blob: Blob, name: string) => void} */
function save(blob, name) {
  const link = element("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** @type {(isBusy: boolean) => void} */
function setBusy(isBusy) {
  run.disabled = isBusy;
  stop.hidden = !isBusy;
  if (isBusy) status.textContent = RUNNING;
}

/** Hide the questions whose title does not contain the text of the filter. */
function narrow() {
  const text = filter.value.trim().toLowerCase();
  for (const item of list.querySelectorAll("li")) {
    item.hidden = !item.textContent?.toLowerCase().includes(text);
  }
}

function openFromAddress() {
  const name = decodeURIComponent(location.hash.slice(1));
  open(data.questions.find((question) => question.name === name) ?? OWN);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
stop.addEventListener("click", () => running?.abort());
filter.addEventListener("input", narrow);
addEventListener("hashchange", openFromAddress);
addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(run);
  }
});
list.replaceChildren(...data.questions.map(makeItem));
openFromAddress();
