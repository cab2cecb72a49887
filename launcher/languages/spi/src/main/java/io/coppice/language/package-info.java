/**
 * Languages in which verticles can be written besides Java, as the host sees them.
 *
 * <p>A {@link io.coppice.language.LanguagePack} is a folder {@code languages/PREFIX} of the installation, found by the
 * {@link java.util.ServiceLoader} in a class loader of its own. Opened for the folders of plugins it is a
 * {@link io.coppice.language.Language}, which checks what a child's {@code start} names, and makes verticles of it.
 *
 * <p>What the languages share: {@link io.coppice.language.PluginFiles} finds files, a {@link io.coppice.language.GuestSession}
 * is a child's part of the event bus, as far as its {@link io.coppice.language.Grants} go, {@link io.coppice.language.Watchdog} ends what does not come back, and a {@link
 * io.coppice.language.GuestException} has a stack of another language.
 */
@NullMarked
package io.coppice.language;

import org.jspecify.annotations.NullMarked;
