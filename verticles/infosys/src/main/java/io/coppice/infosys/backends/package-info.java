/**
 * Who is asked: whatever answers at an address of the event bus, WolframAlpha, and a calculator; and the table of facts and the file
 * in Python behind two such addresses.
 *
 * <p>A backend that is reached over the event bus, in any language, takes
 *
 * <pre>
 * {"question"} -> {"answers":[{"text","score"}]}, up to 10, with a score from 0 to 100; none where it has nothing to say
 * </pre>
 *
 * <p>A failure as its reply counts as a crash.
 */
@NullMarked
package io.coppice.infosys.backends;

import org.jspecify.annotations.NullMarked;
