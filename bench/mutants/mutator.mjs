// Small changes of TypeScript that a programmer might make by mistake, each at one place.
import ts from 'typescript';

const SWAPS = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
]);

/**
 * Returns all changes of a file: `{ file, line, what, span, isStatement, changed }`, where `changed` is the text of the node at `span` after the change.
 */
export function mutantsOf(file, text) {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const found = [];
  const add = (node, [part, replacement], what) => {
    const [from, to] = [node.getStart(source), node.getEnd()];
    const [start, end] = [part.getStart(source), part.getEnd()];
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    const changed = text.slice(from, start) + replacement + text.slice(end, to);
    found.push({ file, line, what, span: [from, to], isStatement: ts.isStatement(node), changed });
  };
  const visit = (node) => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || isAssertion(node)) return;
    change(node, add, source);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function change(node, add, source) {
  if (ts.isBinaryExpression(node)) {
    const { operatorToken } = node;
    const swapped = SWAPS.get(operatorToken.kind);
    if (swapped !== undefined && !isText(node)) add(node, [operatorToken, swapped], `${operatorToken.getText(source)} becomes ${swapped}`);
  }
  if (ts.isIfStatement(node) || ts.isConditionalExpression(node)) {
    const condition = node.expression ?? node.condition;
    add(condition, [condition, `!(${condition.getText(source)})`], `the condition ${short(condition, source)} is negated`);
  }
  if (ts.isNumericLiteral(node) && !ts.isEnumMember(node.parent) && !ts.isPropertyAssignment(node.parent))
    add(node, [node, `(${node.getText(source)} + 1)`], `${node.getText(source)} becomes one more`);
  if (ts.isExpressionStatement(node) && !isSuper(node)) add(node, [node, ';'], `the statement ${short(node, source)} is dropped`);
}

/** A sum of texts has no difference. */
function isText({ left, right }) {
  return [left, right].some((part) => ts.isStringLiteralLike(part) || ts.isTemplateExpression(part));
}

/** An assertion only watches: its change cannot be seen. */
function isAssertion(node) {
  return ts.isExpressionStatement(node) && ts.isCallExpression(node.expression) && node.expression.expression.getText() === 'assert';
}

function isSuper({ expression }) {
  return ts.isCallExpression(expression) && expression.expression.kind === ts.SyntaxKind.SuperKeyword;
}

function short(node, source) {
  const text = node.getText(source).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
