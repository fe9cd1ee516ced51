import { field, namedChildren, type SyntaxNode } from './parse.js';
import type { Resolver } from './resolve.js';
import type { SourceFile } from './source-file.js';

/**
 * The text that an expression has without running the program: literals, `+`, f-strings, constants and the defaults of
 * settings, followed across modules. Null when it is not that plain.
 */
export function constantString(resolver: Resolver, file: SourceFile, node: SyntaxNode): string | null {
  switch (node.type) {
    case 'string':
      return stringText(resolver, file, node);
    case 'concatenated_string':
    case 'parenthesized_expression':
      return joined(namedChildren(node).map((part) => constantString(resolver, file, part)));
    case 'binary_operator':
      if (field(node, 'operator')?.text !== '+') return null;
      return joined(
        [field(node, 'left'), field(node, 'right')].map((part) =>
          part === null ? null : constantString(resolver, file, part),
        ),
      );
    case 'identifier':
    case 'attribute':
      return definedString(resolver, file, node);
    default:
      return null;
  }
}

function definedString(resolver: Resolver, file: SourceFile, node: SyntaxNode): string | null {
  const found = resolver.resolve(file, node);
  if (found.kind !== 'definition' || found.definition.kind !== 'assignment') return null;
  const value = field(found.definition.node, 'right');
  if (value === null || value.type === 'identifier' || value.type === 'attribute') return null;
  return constantString(resolver, found.definition.file, value);
}

function stringText(resolver: Resolver, file: SourceFile, node: SyntaxNode): string | null {
  if (/^[a-zA-Z]*b/i.test(node.firstChild?.text ?? '')) return null;
  const parts = namedChildren(node).map((part) => {
    if (part.type === 'string_content') return part.text.includes('\\') ? null : part.text;
    const expression = field(part, 'expression');
    if (part.type !== 'interpolation' || expression === null)
      return part.type === 'string_start' || part.type === 'string_end' ? '' : null;
    return constantString(resolver, file, expression);
  });
  return joined(parts);
}

function joined(parts: readonly (string | null)[]): string | null {
  return parts.some((part) => part === null) ? null : parts.join('');
}
