import type { Bonjour, Service } from 'bonjour-service';
import type { Clock } from '../../../src-shared/base/clock.ts';
import { type Disposable, MutableDisposable } from '../../../src-shared/base/disposable.ts';
import type { Log } from '../../../src-shared/base/log.ts';
import type { Advertisement, Advertiser } from '../network/networks.ts';
import { systemCode, systemReason } from '../store/system-reason.ts';
import { newResponder } from './mdns-responder.ts';

const TYPE = 'homeport';
/** A responder that failed is tried again: the port may be free by then, the route back. */
const RETRY_MS = 60_000;
const UP_WITHIN_MS = 10_000;

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program keeps the port for that to itself',
  EPERM: 'a firewall on this computer stops it',
  ENETUNREACH: 'there is no route for it',
  EHOSTUNREACH: 'there is no route for it',
  ENETDOWN: 'the network is down',
  ENODEV: 'the network does not carry it',
};

type Told = Parameters<Advertiser['advertise']>[1];

/** Advertises by multicast DNS. Whatever goes wrong there is told, and hurts nothing else. */
export class MdnsAdvertiser implements Advertiser {
  private readonly clock: Clock;
  private readonly log: Log;

  constructor(clock: Clock, log: Log) {
    this.clock = clock;
    this.log = log;
  }

  advertise(what: Advertisement, told: Told): Disposable {
    return new Advertised(what, told, this.clock, this.log);
  }
}

/** One advertisement, on one address. */
class Advertised implements Disposable {
  private readonly what: Advertisement;
  private readonly told: Told;
  private readonly clock: Clock;
  private readonly log: Log;
  private readonly due = new MutableDisposable<Disposable>();
  private bonjour: Bonjour | undefined;
  private over = false;

  constructor(what: Advertisement, told: Told, clock: Clock, log: Log) {
    this.what = what;
    this.told = told;
    this.clock = clock;
    this.log = log;
    this.begin();
  }

  /** Says goodbye, so that lists forget it at once. */
  dispose(): void {
    if (this.over) return;
    this.over = true;
    this.due.dispose();
    this.end();
  }

  private begin(): void {
    const { name, address, host, port, txt } = this.what;
    try {
      const failed = (error: Error): void => this.failed(error);
      const bonjour = newResponder({ address, failed, clock: this.clock, log: this.log });
      this.bonjour = bonjour;
      // The name is this install's own. Asking first whether it is free would let anybody say no.
      const facts = { name, type: TYPE, host, port, txt: { ...txt }, disableIPv6: true, probe: false };
      const service: Service = bonjour.publish(facts);
      service.on('up', () => {
        if (this.over || this.bonjour !== bonjour) return;
        this.due.value = undefined;
        this.told({ phase: 'on', sentence: 'The local network is told that this computer is here.' });
      });
      service.on('error', (error: Error) => this.failed(error));
      this.due.value = this.clock.after(UP_WITHIN_MS, () => this.failed(new Error('it did not come up in time')));
    } catch (error) {
      this.failed(error);
    }
  }

  private failed(error: unknown): void {
    if (this.over || this.bonjour === undefined) return;
    this.log.warn('advertising failed', { reason: String(error) });
    this.end();
    this.told({
      phase: 'failed',
      sentence: `The local network cannot be told of this computer (${REASONS[systemCode(error)] ?? systemReason(error)}). Phones find it by its address all the same.`,
    });
    this.due.value = this.clock.after(RETRY_MS, () => this.begin());
  }

  private end(): void {
    const { bonjour } = this;
    this.bonjour = undefined;
    try {
      bonjour?.unpublishAll(() => this.destroy(bonjour));
    } catch (error) {
      // What could not begin cannot say goodbye.
      this.log.debug('no goodbye to the local network', { reason: String(error) });
      this.destroy(bonjour);
    }
  }

  private destroy(bonjour: Bonjour | undefined): void {
    try {
      bonjour?.destroy();
    } catch (error) {
      this.log.debug('the responder could not be ended', { reason: String(error) });
    }
  }
}
