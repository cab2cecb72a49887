package io.coppice.kv.lines;

import io.coppice.kv.bus.BucketNames;
import io.coppice.kv.route.Parcel;
import io.coppice.kv.route.Route;
import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.coppice.kv.store.Budget;
import io.coppice.kv.store.Bytes;
import io.coppice.kv.store.Events;
import io.coppice.kv.tcp.Output;
import io.coppice.kv.tcp.Protocol;
import io.coppice.kv.tcp.Request;
import io.vertx.core.Future;
import java.util.Arrays;

/** The tutorial's protocol: a line is a command, its words are separated by white space. */
public final class LineProtocol implements Protocol {

    /** The longest line, in bytes. */
    public static final int MAX_LINE = 64 * 1024;

    private static final int MOST_WORDS = 4;

    private static final byte[] UNKNOWN = Request.ascii("UNKNOWN COMMAND\r\n");
    private static final byte[] TOO_LONG = LineCommand.error("a line has at most " + MAX_LINE + " bytes");
    private static final byte[] NOT_UTF8 = LineCommand.error("the line is not valid UTF-8");
    private static final byte[] NAME_TOO_LONG =
            LineCommand.error("the name of a bucket has at most " + BucketNames.MAX_NAME + " bytes");
    private static final byte[] HTTP = LineCommand.error("this port does not speak HTTP");

    /** What says of a message between nodes that its commands are lines. */
    public static final byte TAG = 0;

    private final BucketTable table;
    private final BucketNames names;
    private final Route route;
    private final LineReader lines = new LineReader(MAX_LINE);
    private final Bytes name = Bytes.probe();

    private final int[] starts = new int[MOST_WORDS];
    private final int[] lengths = new int[MOST_WORDS];
    private byte[] line = new byte[0];
    private final Subscriptions subscriptions;
    /** What {@link Next#ALONE} is about, with the bucket {@link #name}. */
    private OfName action = OfName.CREATE;

    /** What is done to a name, whether there is a bucket of it or not. */
    private enum OfName {
        CREATE,
        DROP,
        SUBSCRIBE,
        UNSUBSCRIBE
    }

    private static final OfName[] OF_NAME = OfName.values();

    public LineProtocol(BucketTable table, BucketNames names, Route route, Events events, Budget budget) {
        this.table = table;
        this.names = names;
        this.route = route;
        this.subscriptions = new Subscriptions(events, budget);
    }

    @Override
    public void append(byte[] read) {
        lines.append(read);
    }

    @Override
    public boolean isWithin() {
        return lines.isWithinLine();
    }

    @Override
    public int waiting() {
        return lines.waiting();
    }

    @Override
    public void trim() {
        lines.trim();
        line = lines.array();
        name.letGo();
    }

    @Override
    public long kept() {
        return subscriptions.bytes();
    }

    @Override
    public void opened(Runnable wake) {
        subscriptions.opened(wake);
    }

    @Override
    public void push(Output part, int size) {
        subscriptions.push(part, size);
    }

    @Override
    public boolean isListening() {
        return !subscriptions.isEmpty();
    }

    @Override
    public void closed() {
        subscriptions.close();
    }

    @Override
    public byte[] error(String reason) {
        return LineCommand.error(reason);
    }

    @Override
    public byte tag() {
        return TAG;
    }

    @Override
    public byte[] unknown(String reason) {
        return LineCommand.error("unknown outcome: " + reason);
    }

    @Override
    public Next next(Request request) {
        return switch (lines.next()) {
            case NOTHING -> Next.NOTHING;
            case TOO_LONG -> answered(request, TOO_LONG);
            case LINE -> parse(request);
        };
    }

    private Next parse(Request request) {
        line = lines.array();
        if (!lines.isAscii() && !Words.isUtf8(line, lines.from(), lines.length())) {
            return answered(request, NOT_UTF8);
        }
        int words = split(lines.from(), lines.from() + lines.length());
        if (isHttp(words)) {
            request.answered(HTTP);
            return Next.LAST;
        }
        return switch (words) {
            case 2 -> isWord(0, "KEYS") ? bucketCommand(LineCommand.KEYS, request) : ofName(request);
            case 3 -> {
                if (isWord(0, "GET")) {
                    yield bucketCommand(LineCommand.GET, request);
                }
                yield isWord(0, "DELETE") ? bucketCommand(LineCommand.DELETE, request) : answered(request, UNKNOWN);
            }
            case 4 -> isWord(0, "PUT") ? bucketCommand(LineCommand.PUT, request) : answered(request, UNKNOWN);
            default -> answered(request, UNKNOWN);
        };
    }

    /**
     * Our words are HTTP's, so a web page could have its visitor's browser send commands as the body of a request. Its first
     * line tells; where that is too long or crooked, the header comes before the body that no request is without.
     */
    private boolean isHttp(int words) {
        return (words == 3 && wordStartsWith(2, "HTTP/"))
                || (words > 0 && (isWord(0, "POST") || startsWithIgnoringCase("host:")));
    }

    private boolean startsWithIgnoringCase(String text) {
        if (lengths[0] < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (Character.toLowerCase(line[starts[0] + i]) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private Next ofName(Request request) {
        for (OfName candidate : OF_NAME) {
            if (isWord(0, candidate.name())) {
                action = candidate;
                return named(request);
            }
        }
        return answered(request, UNKNOWN);
    }

    private Next named(Request request) {
        if (lengths[1] > BucketNames.MAX_NAME) {
            return answered(request, NAME_TOO_LONG);
        }
        if ((action == OfName.CREATE || action == OfName.DROP) && isAway(request, false)) {
            return Next.COMMAND;
        }
        name.moveTo(line, starts[1], lengths[1]);
        return Next.ALONE;
    }

    /** Creates or drops a bucket, or subscribes to it: what comes after it may be for this very bucket. */
    @Override
    public Future<Void> perform(Output out) {
        Future<byte[]> answer = switch (action) {
            case CREATE -> names.create(name.toString()).map(LineCommand.OK);
            case DROP -> names.drop(name.toString()).map(found -> found ? LineCommand.OK : LineCommand.NOT_FOUND);
            case SUBSCRIBE -> subscriptions.subscribe(Bytes.of(name.toArray()));
            case UNSUBSCRIBE -> Future.succeededFuture(subscriptions.unsubscribe(name));
        };
        return answer.otherwise(failure -> LineCommand.error(String.valueOf(failure.getMessage())))
                .onSuccess(out::append)
                .mapEmpty();
    }

    /** Never asked for: no line makes a bucket but CREATE. */
    @Override
    public Future<Bucket> revive(Bucket gone) {
        return Future.failedFuture("no line creates a bucket by using it");
    }

    /** Whether the line goes to another node as it is, or cannot go where it ought to. */
    private boolean isAway(Request request, boolean isRead) {
        if (!route.leavesHere()) {
            return false;
        }
        Parcel parcel = route.parcel(this, line, starts[1], lengths[1], lines.from(), lines.rawLength(), isRead);
        if (parcel == null) {
            return false;
        }
        request.away(parcel);
        return true;
    }

    private Next bucketCommand(LineCommand command, Request request) {
        if (isAway(request, command == LineCommand.GET || command == LineCommand.KEYS)) {
            return command == LineCommand.KEYS ? Next.LARGE : Next.COMMAND;
        }
        request.to(table, line, starts[1], lengths[1], command);
        if (command == LineCommand.KEYS) {
            return Next.LARGE;
        }
        request.key.moveTo(line, starts[2], lengths[2]);
        if (command == LineCommand.PUT) {
            request.bytes(Arrays.copyOfRange(line, starts[3], starts[3] + lengths[3]));
        }
        return Next.COMMAND;
    }

    private static Next answered(Request request, byte[] answer) {
        request.answered(answer);
        return Next.COMMAND;
    }

    /** The number of words, counted up to one more than any command has. */
    private int split(int from, int end) {
        int words = 0;
        int at = from;
        while (true) {
            while (at < end && Words.isBlank(line[at])) {
                at++;
            }
            if (at == end) {
                return words;
            }
            if (words == MOST_WORDS) {
                return MOST_WORDS + 1;
            }
            int start = at;
            while (at < end && !Words.isBlank(line[at])) {
                at++;
            }
            starts[words] = start;
            lengths[words] = at - start;
            words++;
        }
    }

    private boolean isWord(int word, String text) {
        return lengths[word] == text.length() && wordStartsWith(word, text);
    }

    private boolean wordStartsWith(int word, String text) {
        if (lengths[word] < text.length()) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (line[starts[word] + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
