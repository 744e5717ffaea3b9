// Ids are written as the engine writes them, and those that the runner cannot ask about are known as such.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cannotBeAsked } from '#core/authz/resource.ts';
import { displayUid } from '#core/cedar/types.ts';
import { cedarBindings } from './cedarBindings.ts';

/** `resource == T::"id"` as the engine prints it. */
function printed(id: string): string {
  const answer = cedarBindings().policyToText({
    effect: 'permit',
    principal: { op: 'All' },
    action: { op: 'All' },
    resource: { op: '==', entity: { type: 'T', id } },
    conditions: [],
  });
  if (answer.type === 'failure') throw new Error(answer.errors[0]?.message);
  return /resource == (.*?)\s*\);$/su.exec(answer.text.trim())?.[1]?.replace(/\s*\)$/, '') ?? '';
}

describe('displayUid', () => {
  it('escapes as the engine does', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: 'grapheme', maxLength: 8 }),
          fc
            .array(
              fc.constantFrom(
                'a',
                ' ',
                '"',
                "'",
                '\\',
                '\n',
                '\0',
                '\u00a0',
                '\u00ad',
                '\u0301',
                '\u200b',
                '\ufeff',
                '\ue000',
                '😀',
                '\u2028',
                '\u3000',
                '\x7f',
                '\x85',
              ),
              { maxLength: 6 },
            )
            .map((parts) => parts.join('')),
        ),
        (id) => {
          expect(displayUid({ type: 'T', id })).toBe(printed(id));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('cannotBeAsked', () => {
  it.each(['network::url', 'sysinfo::Hostname', 'sysinfo::Sysinfo'])(
    'holds for ids of %s that need an escape',
    (type) => {
      for (const id of ['a"b', "a'b", 'a\\b', 'a\nb', 'a\u200bb', 'a\u00a0b', '\u0301'])
        expect(cannotBeAsked({ type, id })).toBe(true);
      for (const id of ['https://example.com/ä?q=1#x', 'a b', 'e\u0301', '😀'])
        expect(cannotBeAsked({ type, id })).toBe(false);
    },
  );

  it('holds for no type whose id the runner hands over as such', () => {
    for (const type of ['file_system::File', 'systemd::Service', 'process_system::Process'])
      expect(cannotBeAsked({ type, id: 'a"b' })).toBe(false);
  });
});
