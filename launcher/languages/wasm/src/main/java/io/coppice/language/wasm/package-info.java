/**
 * Children in WebAssembly, compiled to bytecode in the process of the node, and run on worker threads.
 *
 * <p>{@link io.coppice.language.wasm.WasmVerticle} is the child, {@link io.coppice.language.wasm.Module} its instance. It is
 * told what a process is told, in memory of its own, and says what a process says, by one imported function.
 */
@NullMarked
package io.coppice.language.wasm;

import org.jspecify.annotations.NullMarked;
