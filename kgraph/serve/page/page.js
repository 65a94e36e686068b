// Page: choose a question or write one, run it, and show or save the answer.

import { element, makeTable } from "./rows.js";

const ROWS_SHOWN = 1000;
const JSON_TYPE = "application/sparql-results+json";
const TURTLE = "text/turtle";
const FIRST = "SELECT ?entity ?name ?papers {\n  ?entity skos:prefLabel ?name ; kg:paperCount ?papers .\n}\nORDER BY DESC(?papers) ?name\nLIMIT 20\n";
const SLOW_NOTE = "Asking…";

const byId = (id) => document.getElementById(id);
const [editor, form, run, stop, status, error, result, downloads, parameters, filter, list, title] = [
  "editor", "form", "run", "stop", "status", "error", "result", "downloads", "parameters", "filter", "questions", "title",
].map(byId);

const data = await (await fetch("/query/data.json")).json();
let asking = null;

/** Show a question's parameters and text. */
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

function makeField({ name, kind, example, optional }) {
  const label = element("label");
  label.className = "field";
  const input = element("input");
  input.name = name;
  input.value = example;
  input.required = !optional;
  input.autocomplete = "off";
  input.spellcheck = false;
  label.append(element("span", name), input, element("small", `${kind}: ${data.kinds[kind] ?? ""}`));
  return label;
}

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
  error.hidden = downloads.hidden = result.hidden = true;
  result.replaceChildren();
}

/** The form of the query as it stands, with the parameters that it still declares. */
function makeRequest() {
  const body = new URLSearchParams({ query: editor.value });
  for (const input of parameters.querySelectorAll("input")) {
    if (editor.value.includes(`# parameter: ${input.name} `)) body.set(`$${input.name}`, input.value);
  }
  return body;
}

async function ask(body, accept, signal) {
  const response = await fetch("/sparql", { method: "POST", body, headers: { Accept: accept }, signal });
  if (!response.ok) throw new Error((await response.text()).trim() || `the server says ${response.status}`);
  return response;
}

async function submit() {
  asking?.abort();
  const mine = asking = new AbortController();
  clear();
  busy(true);
  const body = makeRequest();
  const start = performance.now();
  try {
    const response = await ask(body, `${JSON_TYPE}, ${TURTLE};q=0.9`, mine.signal);
    const isRows = response.headers.get("content-type").startsWith(JSON_TYPE);
    const answer = isRows ? await response.json() : await response.text();
    show(answer, isRows, body, (performance.now() - start) / 1000);
  } catch (problem) {
    if (mine !== asking) return;
    if (problem.name === "AbortError") status.textContent = "Stopped.";
    else fail(problem);
  } finally {
    if (mine === asking) busy(false);
  }
}

function fail(problem) {
  status.textContent = "";
  error.textContent = problem.message;
  error.hidden = false;
}

function show(answer, isRows, body, seconds) {
  result.replaceChildren(isRows ? makeTable(answer, data, ROWS_SHOWN) : element("pre", answer));
  result.hidden = false;
  status.textContent = `${describe(answer, isRows)} in ${seconds.toFixed(2)} s`;
  const kinds = isRows
    ? [["CSV", "text/csv", "csv"], ["JSON", JSON_TYPE, "json"]]
    : [["Turtle", TURTLE, "ttl"], ["JSON-LD", "application/ld+json", "jsonld"]];
  downloads.replaceChildren(...kinds.map((kind) => makeDownload(kind, body)));
  downloads.hidden = false;
}

function describe(answer, isRows) {
  if (!isRows || "boolean" in answer) return "Answered";
  const count = answer.results.bindings.length;
  const rows = `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"}`;
  return count > ROWS_SHOWN ? `${rows}, the first ${ROWS_SHOWN.toLocaleString("en")} shown,` : rows;
}

function makeDownload([name, mediaType, ending], body) {
  const button = element("button", `Save ${name}`);
  button.type = "button";
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      save(await (await ask(body, mediaType)).blob(), `kgraph.${ending}`);
    } catch (problem) {
      fail(problem);
    }
    button.disabled = false;
  });
  return button;
}

function save(blob, name) {
  const link = element("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

function busy(isBusy) {
  run.disabled = isBusy;
  stop.hidden = !isBusy;
  if (isBusy) status.textContent = SLOW_NOTE;
}

function narrow() {
  const wanted = filter.value.trim().toLowerCase();
  for (const item of list.children) item.hidden = !item.textContent.toLowerCase().includes(wanted);
}

function openFromAddress() {
  const name = decodeURIComponent(location.hash.slice(1));
  open(data.questions.find((question) => question.name === name) ?? { name: "", title: "", parameters: [], text: FIRST });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
stop.addEventListener("click", () => asking?.abort());
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
