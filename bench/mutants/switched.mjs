// All mutants of a file in one text: `globalThis.mutantIs(7) ? changed : original` at each place. One build judges them all, and each reached place is reported.

/** `mutants`: of one file, each with `id`, its place (`span`, of a node) and `changed`, the text of that node after the change. */
export function switched(text, mutants) {
  return rendered(text, [0, text.length], [...mutants].sort(byPlace));
}

/** The outermost first. Nodes never overlap in part. */
function byPlace(a, b) {
  return a.span[0] - b.span[0] || b.span[1] - a.span[1] || a.id - b.id;
}

function rendered(text, [from, to], mutants) {
  let at = from;
  let out = '';
  let rest = mutants;
  while (rest.length > 0) {
    const [mutant] = rest;
    const [start, end] = mutant.span;
    const inside = rest.slice(1).filter(({ span }) => span[1] <= end);
    rest = rest.slice(1 + inside.length);
    out += text.slice(at, start) + withSwitch(mutant, rendered(text, mutant.span, inside));
    at = end;
  }
  return out + text.slice(at, to);
}

function withSwitch({ id, isStatement, changed }, original) {
  if (isStatement) return `{ if (globalThis.mutantIs(${id})) { ${changed} } else { ${original} } }`;
  return `(globalThis.mutantIs(${id}) ? (${changed}) : (${original}))`;
}
