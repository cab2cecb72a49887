/** What a Coppice child in JavaScript has of its node, as the module 'coppice'. */
declare module 'coppice' {
  export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

  /** A message of the event bus. */
  export interface Message<T = any> {
    readonly body: T;
    readonly address: string;
    readonly headers: { readonly [name: string]: string };
    /** Whether its sender waits for an answer. */
    readonly wantsReply: boolean;
    reply(body?: unknown): void;
    fail(code: number, text: string): void;
  }

  /** A request that was not answered. */
  export class ReplyError extends Error {
    readonly code: number;
    readonly kind: 'TIMEOUT' | 'NO_HANDLERS' | 'RECIPIENT_FAILURE' | 'ERROR';
  }

  /** The child's config. */
  export const config: any;
  /** The child's path in the tree, such as '/greeter'. */
  export const path: string | null;

  /** Calls the handler for each message to an address; of this node only where local is true. */
  export function consumer(address: string, handler: (message: Message) => unknown, options?: { local?: boolean }): void;
  export function unregister(address: string): void;
  export function send(address: string, body?: unknown): void;
  export function publish(address: string, body?: unknown): void;
  /** The reply, or a ReplyError. The timeout is in milliseconds; 30000 by default. */
  export function request(address: string, body?: unknown, options?: { timeout?: number }): Promise<Message>;

  /** Ends the child in order, as done: only a permanent child is started again. */
  export function exit(): void;

  /** A child as which_children lists it. */
  export interface ChildInfo {
    id: string;
    path: string;
    state: string;
    type: 'worker' | 'supervisor';
    start: string;
    restart: 'permanent' | 'transient' | 'temporary';
    restarts: number;
    uptime_ms?: number;
    reason?: Json;
  }
  export interface Supervisor {
    whichChildren(most?: number): Promise<{ count: number; children: ChildInfo[] }>;
    countChildren(): Promise<{ specs: number; active: number; supervisors: number; workers: number }>;
    /** The spec is a child as the configuration has it. */
    startChild(spec: Json): Promise<{ id: string; path: string; running: boolean }>;
    getChildspec(id: string): Promise<any>;
    restartChild(id: string): Promise<{ id: string; path: string; running: boolean }>;
    terminateChild(id: string): Promise<{ id: string; path: string }>;
    deleteChild(id: string): Promise<{ id: string; path: string }>;
  }
  /** The supervisor with this path; the root without one. */
  export function supervisor(path?: string): Supervisor;

  /** Ends a subscription, or a monitor. */
  export type End = () => Promise<void>;

  export interface RegistryChange {
    registry: string;
    event: 'register' | 'unregister';
    key: string;
    owner: string;
    value: Json;
    lost?: number;
    ended?: true;
  }
  export interface Registry {
    /** What is registered belongs to this child, and goes when it ends. */
    register(key: string, value: Json): Promise<{ key: string; owner: string }>;
    unregister(key: string): Promise<{ key: string; owner: string }>;
    lookup(key: string): Promise<{ owner: string; value: any }[]>;
    /** The keys of this child. */
    keys(): Promise<string[]>;
    count(): Promise<number>;
    subscribe(handler: (change: RegistryChange) => unknown): Promise<End>;
  }
  /** The registry with this name, a RegistryVerticle of the tree. */
  export function registry(name: string): Registry;

  export interface EventManager {
    notify(event: Json): Promise<{}>;
    /** Done when every handler has handled it. */
    syncNotify(event: Json): Promise<{}>;
    whichHandlers(): Promise<string[]>;
    subscribe(handler: (message: { manager: string; event?: any; lost?: number; ended?: true }) => unknown): Promise<End>;
  }
  /** The event manager with this name, an EventManagerVerticle of the tree. */
  export function events(name: string): EventManager;

  /** Tells once how the child with this path ended, by the MonitorVerticle of the tree. */
  export function monitor(
    path: string,
    handler: (down: { event: 'down'; monitor: number; path: string; reason: { kind: string; detail: string } }) => unknown,
  ): Promise<End>;

  /** The node's log. */
  export const log: Record<'debug' | 'info' | 'warn' | 'error', (text: string) => void>;
}

declare function setTimeout(handler: (...args: any[]) => unknown, millis?: number, ...args: any[]): number;
declare function setInterval(handler: (...args: any[]) => unknown, millis?: number, ...args: any[]): number;
declare function clearTimeout(id: number): void;
declare function clearInterval(id: number): void;
declare function queueMicrotask(task: () => void): void;
declare const console: Record<'debug' | 'log' | 'info' | 'warn' | 'error', (...values: unknown[]) => void>;
/** Loads a CommonJS module of the plugin's folder. */
declare function require(file: string): any;
