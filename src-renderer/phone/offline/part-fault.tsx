import { Component, type ReactNode } from 'react';
import { TouchButton } from '../terminal/parts/touch-button.tsx';

interface PartFaultProps {
  readonly children: ReactNode;
  readonly onBack: () => void;
}

/** Stands in for a part of the page that did not come: the line was down, or the computer has another page by now. */
export class PartFault extends Component<PartFaultProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="mx-auto flex min-h-full max-w-md flex-col justify-center gap-4 px-6 py-10 text-[15px] leading-relaxed">
        <h1 className="font-semibold text-[22px] tracking-tight">This part of the page did not come</h1>
        <p>The line was down, or the computer has a newer page. Terminals go on as they are.</p>
        <TouchButton look="primary" onClick={() => location.reload()}>
          Load the page anew
        </TouchButton>
        <TouchButton onClick={this.props.onBack}>Back to the list</TouchButton>
      </main>
    );
  }
}
