package io.coppice.traininglog.books;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.bus.Service;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.traininglog.database.StoredBooks;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The verticle of one user's book: everything that is added to the book goes through it.
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

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        StoredBooks stored = new StoredBooks(vertx, self.path());
        return stored.read(user).onSuccess(read -> {
            LoadedBook loaded = new LoadedBook(self, Book.of(user, read.count(), read.logs()));
            BookWriter writer =
                    new BookWriter(vertx, user, settings.mostLogs(), loaded, read.last(), stored, new Requests(vertx));
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
        switch (action) {
            case "record" -> {
                loaded.use();
                EntryForm form = new EntryForm();
                message.body().forEach(field -> form.add(field.getKey(), String.valueOf(field.getValue())));
                List<String> faults = form.faults();
                if (faults.isEmpty()) {
                    writer.record(message, form.entry());
                } else {
                    Failure.BAD_REQUEST.reply(message, String.join("; ", faults));
                }
            }
            case "book" -> message.reply(loaded.page().toJsonObject());
            default -> Failure.BAD_REQUEST.reply(message, "\"action\" must be record or book, not " + action);
        }
    }
}
