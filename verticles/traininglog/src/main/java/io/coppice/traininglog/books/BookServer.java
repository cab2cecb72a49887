package io.coppice.traininglog.books;

import io.coppice.component.bus.ClusterNames;
import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.bus.Service;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.traininglog.database.EntryList;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The verticle of one user's book: everything that is added to the book goes through it. Where the nodes of a cluster have their books
 * together, one of them has it.
 *
 * <p>It ends normally when nobody has asked for the book for a while.
 */
final class BookServer extends VerticleBase {

    private final UserName user;
    private final BookSettings settings;
    private boolean leaving;

    BookServer(UserName user, BookSettings settings) {
        this.user = user;
        this.settings = settings;
    }

    static String address(UserName user) {
        return "traininglog.book." + user.escaped();
    }

    /** Which node serves whose book, where they are those of all nodes. */
    static ClusterNames names(Vertx vertx) {
        return new ClusterNames(vertx, "traininglog", "traininglog.books");
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        StoredBooks stored = new StoredBooks(vertx, self.path());
        // The name first: what is read after that nobody else changes.
        return names(vertx)
                .take(user.value(), self, address(user))
                .compose(named -> stored.read(user, settings.mostHeld()))
                .onSuccess(read -> {
                    LoadedBook loaded = new LoadedBook(self, Book.of(user, settings.mostHeld(), read));
                    BookWriter writer =
                            new BookWriter(vertx, user, settings, loaded, read.last(), stored, new Requests(vertx));
                    Service.serve(vertx, address(user), message -> receive(message, loaded, writer));
                    self.ended().onComplete(reason -> context.runOnContext(v -> writer.abandon()));
                    vertx.setPeriodic(settings.idle().toMillis(), timer -> {
                        if (!loaded.takeUsed() && writer.isQuiet()) {
                            leaving = true;
                            self.exit(ExitReason.NORMAL);
                        }
                    });
                    BookTable.of(vertx).add(user, loaded);
                });
    }

    private void receive(Message<JsonObject> message, LoadedBook loaded, BookWriter writer) {
        // From its exit on, too, which its supervisor carries out a moment later: the next server takes what comes.
        if (leaving || !loaded.server().isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the book's server has ended, or is not up yet");
            return;
        }
        String action = String.valueOf(message.body().getValue("action"));
        try {
            switch (action) {
                case "record" -> {
                    loaded.use();
                    writer.record(message, List.of(EntryForm.of(message.body()).entry()));
                }
                case "record_all" -> {
                    loaded.use();
                    writer.record(message, EntryList.of(message.body()));
                }
                case "book" -> answerBook(message, loaded);
                case "page" -> answerPage(message, loaded);
                default ->
                    Failure.BAD_REQUEST.reply(
                            message, "\"action\" must be record, record_all, book or page, not " + action);
            }
        } catch (IllegalArgumentException | IllegalStateException malformed) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(malformed.getMessage()));
        }
    }

    /** For another node: nothing is in it of a book that is too long for one message, and read in pages. */
    private void answerPage(Message<JsonObject> message, LoadedBook loaded) {
        if (loaded.isEmpty()) {
            Failure.NOT_FOUND.reply(message, "the book of " + user + " is empty");
        } else {
            message.reply(loaded.page().orElseGet(Buffer::buffer));
        }
    }

    private static void answerBook(Message<JsonObject> message, LoadedBook loaded) {
        loaded.page()
                .ifPresentOrElse(
                        page -> message.reply(page.toJsonObject()),
                        () -> Failure.OVERLOADED.reply(
                                message,
                                "the book is too long for one message, it has "
                                        + loaded.book().count() + " entries: it is read over HTTP, in pages"));
    }
}
