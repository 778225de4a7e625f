/** One figure, as it stands in the table. */
export interface Figure {
  readonly workload: string;
  readonly figure: string;
  readonly unit: string;
  readonly value: number;
  /** What the floor (or whatever `against` names) did in the same run. */
  readonly other?: number | undefined;
  readonly against?: string | undefined;
  readonly target: string;
  readonly met: boolean;
  /** Lower is better, for comparing with the baseline. */
  readonly lower: boolean;
}

interface Measured {
  readonly workload: string;
  readonly figure: string;
  readonly unit: string;
  readonly value: number;
  readonly other?: number | undefined;
  readonly against?: string | undefined;
}

export function atMost(limit: number, measured: Measured): Figure {
  return { ...measured, target: `≤ ${limit} ${measured.unit}`, met: measured.value <= limit, lower: true };
}

/** Lower is better, as a multiple of the floor. */
export function atMostTimes(times: number, measured: Measured & { other: number }): Figure {
  return {
    ...measured,
    target: `≤ ${times}× ${measured.against ?? 'floor'}`,
    met: measured.value <= times * measured.other,
    lower: true,
  };
}

/** Higher is better, as a multiple of the floor. */
export function atLeastTimes(times: number, measured: Measured & { other: number }): Figure {
  return {
    ...measured,
    target: `≥ ${times}× ${measured.against ?? 'floor'}`,
    // Nothing against nothing is no success.
    met: measured.value > 0 && measured.value >= times * measured.other,
    lower: false,
  };
}

/** A yes or no that has to be yes. */
export function must(workload: string, figure: string, met: boolean): Figure {
  return { workload, figure, unit: '', value: met ? 1 : 0, target: 'yes', met, lower: false };
}

/** For orientation, without a target. */
export function forInformation(measured: Measured, lower = true): Figure {
  return { ...measured, target: '', met: true, lower };
}

export function nameOf(figure: Figure): string {
  return `${figure.workload}: ${figure.figure}`;
}

export function tableText(figures: readonly Figure[], compare: (figure: Figure) => string): string {
  const head = ['workload', 'figure', 'homeport', 'against', 'ratio', 'target', 'verdict', 'baseline'];
  const rows = figures.map((each) => [
    each.workload,
    each.figure,
    valueText(each),
    each.other === undefined ? '' : `${each.against ?? 'floor'} ${short(each.other)}`,
    each.other === undefined ? '' : `${(each.value / each.other).toFixed(2)}×`,
    each.target,
    each.target === '' ? '' : each.met ? 'met' : 'MISSED',
    compare(each),
  ]);
  return columns([head, ...rows]);
}

function valueText({ target, value, unit }: Figure): string {
  if (target === 'yes') return value === 1 ? 'yes' : 'no';
  return `${short(value)} ${unit}`;
}

function short(value: number): string {
  return Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function columns(rows: ReadonlyArray<readonly string[]>): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  const [head = [], ...rest] = rows;
  return [line(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rest.map(line)].join('\n');
}
