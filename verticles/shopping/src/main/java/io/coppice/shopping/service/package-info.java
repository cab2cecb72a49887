/**
 * The processes of sessions, and the service that finds or starts them.
 *
 * <p>On the event bus of this node, with the codes of {@link io.coppice.component.bus.Failure}:
 *
 * <pre>
 * shopping.session       {"action":"start","key","domain","landing_page","ip","member_id"} -> the session
 *                        {"action":"get","key"} -> the session
 *                        {"action":"visit","key","page"} -> the session
 *                        {"action":"add","key","item","price","quantity"} -> the session
 *                        {"action":"change","key","item","quantity"} -> the session
 *                        {"action":"remove","key","item"} -> the session
 *                        {"action":"discount","key","code","percent"} -> the session
 *                        {"action":"checkout","key"} -> the sale
 *                        {"action":"sale","key"} -> the newest sale under this key
 * shopping.session.KEY   a session that runs; the same but for start and sale
 * </pre>
 */
@NullMarked
package io.coppice.shopping.service;

import org.jspecify.annotations.NullMarked;
