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
