// Tip: what the thing under the pointer is, in a box beside it.

/** Say what lies under the pointer; a community whose caption is there says it itself. */
function showTip(thing, at) {
  const tip = byElementId("tip");
  tip.hidden = !thing || thing.isCaptioned;
  if (tip.hidden) return;
  const { node, line, community } = thing;
  tip.replaceChildren(...(node ? nodeTip(node) : line ? lineTip(line) : communityTip(community)));
  const right = byElementId("map").clientWidth - tip.offsetWidth - 8;
  tip.style.left = `${Math.max(8, Math.min(at.x + 14, right))}px`;
  tip.style.top = `${Math.max(8, at.y - tip.offsetHeight - 14)}px`;
}

function nodeTip(node) {
  const what = node.kind === PAPER ? ["Paper", node.year, plural(node.entities.length, "entity", "entities")]
    : [node.labelName, plural(node.count, "paper")];
  return [h("b", {}, node.name), h("span", {}, what.filter(Boolean).join(" · "))];
}

function communityTip({ name, papers }) {
  return [h("b", {}, name), h("span", {}, `Community · ${plural(papers.length, "paper")}`)];
}

function lineTip(line) {
  const [a, b] = line.map((node) => shorten(node.name, 60));
  const question = line.every(({ kind }) => kind === PAPER) ? "Why are they linked?" : "What joins them?";
  return [h("b", {}, a), h("b", {}, b), h("span", {}, question)];
}
