import { z } from 'zod';
import { activeTab, emptyLayout, type Layout, shownTerminals } from './layout.ts';
import { contains, type LayoutNode } from './layout-tree.ts';

const nodeSchema: z.ZodType<LayoutNode> = z.lazy(() =>
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('leaf'), terminal: z.string().min(1) }),
    z
      .object({
        kind: z.literal('split'),
        axis: z.enum(['row', 'column']),
        children: z.array(nodeSchema).min(2),
        sizes: z.array(z.number().positive().max(1)),
      })
      .refine((split) => split.children.length === split.sizes.length),
  ]),
);

const layoutSchema = z.object({
  tabs: z.array(
    z
      .object({ id: z.string().min(1), root: nodeSchema, focus: z.string(), zoomed: z.boolean() })
      .refine((tab) => contains(tab.root, tab.focus)),
  ),
  active: z.string().nullable(),
});

/** Reads a layout from a browser's storage. What is damaged, old or impossible is an empty layout, never a fault. */
export function parseLayout(text: string | null): Layout {
  if (text === null) return emptyLayout;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Somebody edited the storage. Nothing is lost: terminals are in the hub, only their arrangement was here.
    return emptyLayout;
  }
  const parsed = layoutSchema.safeParse(value);
  if (!parsed.success) return emptyLayout;
  const layout: Layout = parsed.data;
  const shown = shownTerminals(layout);
  if (new Set(shown).size !== shown.length) return emptyLayout;
  if (activeTab(layout) !== undefined) return layout;
  return { ...layout, active: layout.tabs[0]?.id ?? null };
}

export function printLayout(layout: Layout): string {
  return JSON.stringify(layout);
}
