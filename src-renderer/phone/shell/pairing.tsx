import type { ReactNode } from 'react';
import { AskPage, KnownPage, MovedPage, StrangerPage } from './pair-pages.tsx';
import type { PhoneApp, Standing } from './phone-app.ts';

export interface PairingProps {
  readonly app: PhoneApp;
  readonly standing: Exclude<Standing, { readonly kind: 'starting' | 'paired' }>;
}

/** What a phone shows that is not with its hub: how it gets in, and where it went. */
export function Pairing({ app, standing }: PairingProps): ReactNode {
  switch (standing.kind) {
    case 'stranger':
      return <StrangerPage why={standing.why} onCode={(code) => void app.takeCode(code)} />;
    case 'known': {
      const { kept, offer } = standing;
      const pair = (): void => void app.takeOffer(offer);
      return <KnownPage kept={kept} offered={offer.hub} onStay={() => app.stay(kept)} onPair={pair} />;
    }
    case 'asking':
    case 'moving':
      return <AskPage standing={standing} onStop={() => void app.stop()} />;
    case 'moved':
      return <MovedPage to={standing.to} onStay={() => app.stay(standing.kept)} />;
  }
}
