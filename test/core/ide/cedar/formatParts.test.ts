// Policies and declarations formatted one by one: in a range, and when what ends them is typed.

import { describe, expect, it } from 'vitest';
import { formatSchema } from '#core/cedar/schemaSyntax/formatSchema.ts';
import type { TextChange } from '#core/ide/answers.ts';
import type { CedarDocument } from '#core/ide/cedar/cedarDocument.ts';
import { type FormatPort, formatEnded, formatRange } from '#core/ide/cedar/formatParts.ts';
import { engine, policies, schemaDocument } from './support.ts';

const OPTIONS = { tabSize: 2, insertSpaces: true };
const port: FormatPort = {
  policy: (text) => {
    const answer = engine.formatPolicies(text);
    return answer.ok ? answer.text : undefined;
  },
  schema: (text) => formatSchema(text, { width: 80, indent: '  ' }),
};

/** The text without the cursors `|`, and where they stood. */
function marked(source: string): { readonly text: string; readonly at: readonly number[] } {
  const parts = source.split('|');
  const at = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('').length);
  return { text: parts.join(''), at };
}

function applied(text: string, changes: readonly TextChange[]): string {
  return [...changes]
    .sort((a, b) => b.span.start - a.span.start)
    .reduce((out, { span, newText }) => out.slice(0, span.start) + newText + out.slice(span.end), text);
}

function typed(read: (text: string) => CedarDocument, source: string): string {
  const { text, at } = marked(source);
  return applied(text, formatEnded(read(text), at[0] ?? 0, OPTIONS, port));
}

function ranged(read: (text: string) => CedarDocument, source: string): string {
  const { text, at } = marked(source);
  const range = { start: at[0] ?? 0, end: at[1] ?? at[0] ?? 0 };
  return applied(text, formatRange(read(text), range, OPTIONS, port));
}

const UGLY = 'permit(principal,action,resource)when{true};';
const NICE = 'permit (principal, action, resource)\nwhen { true };';

describe('while typing', () => {
  it('lays out the policy that a semicolon ends, and no other', () => {
    expect(typed(policies, `${UGLY}\n// é😀\n@id("a")${UGLY}| // b\nforbid(`)).toBe(
      `${UGLY}\n// é😀\n@id("a")\n${NICE} // b\nforbid(`,
    );
  });
  it('waits for the end of the policy', () => {
    const source = 'permit(principal,action,resource)when{true}|';
    expect(typed(policies, source)).toBe(source.replace('|', ''));
    expect(typed(policies, 'permit(principal,action);|')).toBe('permit(principal,action);');
  });
  it('keeps the line ends of the document', () => {
    expect(typed(policies, `// a\r\n${UGLY}|`)).toBe(`// a\r\n${NICE.replace('\n', '\r\n')}`);
  });
  it('lays out the declaration of a schema', () => {
    expect(typed(schemaDocument, 'namespace a {\nentity  B{c:Long};|\nentity  C ;\n}')).toBe(
      'namespace a {\n  entity B { c: Long };\nentity  C ;\n}',
    );
    expect(typed(schemaDocument, 'namespace  a{}|\nentity  C ;')).toBe('namespace a {}\nentity  C ;');
    expect(typed(schemaDocument, 'entity  C ;|\nentity')).toBe('entity  C ;\nentity');
  });
});

describe('a range', () => {
  it('lays out the policies that it touches', () => {
    expect(ranged(policies, `${UGLY}\n|${UGLY}\n\n// c\n${UGLY.slice(0, 5)}|${UGLY.slice(5)}\n${UGLY}`)).toBe(
      `${UGLY}\n${NICE}\n\n// c\n${NICE}\n${UGLY}`,
    );
  });
  it('leaves a broken policy as it is', () => {
    expect(ranged(policies, `|permit(principal,;\n${UGLY}|`)).toBe(`permit(principal,;\n${NICE}`);
  });
  it('over the whole text means what the whole text means', () => {
    const source = `${UGLY} // a\n@b("c") ${UGLY}`;
    const text = ranged(policies, `|${source}|`);
    expect(engine.formatPolicies(text)).toEqual(engine.formatPolicies(source));
  });
  it('of a schema keeps comments and other declarations', () => {
    expect(ranged(schemaDocument, '// é\nentity  A;\n|// b\nentity  B ; // c\ntype  T={x:Long,y:Bool};|\n')).toBe(
      '// é\nentity  A;\n// b\nentity B; // c\ntype T = { x: Long, y: Bool };\n',
    );
  });
});
