import { withHub } from '../hub-access.ts';
import { linkText } from '../link-text.ts';
import { type CommonOptions, print } from '../output.ts';

export async function link(options: CommonOptions): Promise<void> {
  const made = await withHub(options.dataDir, (client) => client.request('hub.link.create', {}));
  print(options, made, () => `Open this link in a browser on this machine:\n\n${linkText(made, Date.now())}`);
}
