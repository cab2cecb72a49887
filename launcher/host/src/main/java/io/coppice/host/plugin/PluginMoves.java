package io.coppice.host.plugin;

import io.coppice.host.config.WorkerConfig.Replace;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves running children to the version of their plugin that is the newest now. It blocks. */
final class PluginMoves {

    private static final Logger LOG = LoggerFactory.getLogger(PluginMoves.class);

    /** More than any child's start and stop may take together, unless its spec asks for more than an hour. */
    private static final long PATIENCE_SECONDS = 3_600;

    /** It does not run, or comes up with the newest by itself. */
    private static final Set<Refusal> NOTHING_TO_DO =
            Set.of(Refusal.NOT_FOUND, Refusal.ALREADY_PRESENT, Refusal.RESTARTING, Refusal.SHUTTING_DOWN);

    private final Supervision supervision;

    PluginMoves(Supervision supervision) {
        this.supervision = supervision;
    }

    /** All workers of the node. */
    List<PluginUse> all() throws PluginException {
        return await(PluginUse.below(supervision, "/"));
    }

    List<PluginUse> of(String plugin) throws PluginException {
        return all().stream().filter(use -> use.isOf(plugin)).toList();
    }

    /**
     * Moves them one after the other; where one does not come up, all are moved back.
     *
     * @param goBack makes the version before the newest again
     */
    void move(List<PluginUse> uses, Runnable goBack) throws PluginException {
        List<PluginUse> moved = new ArrayList<>();
        for (PluginUse use : uses) {
            if (use.isStopped()) {
                continue;
            }
            moved.add(use);
            try {
                next(use);
            } catch (PluginException failure) {
                goBack.run();
                undo(moved, use);
                throw failure;
            }
        }
    }

    private void undo(List<PluginUse> moved, PluginUse failed) {
        for (PluginUse use : moved) {
            if (use.isParked()) {
                // It was down before it was moved.
                stopAll(List.of(use));
            } else if (!use.path().equals(failed.path()) || use.spec().instances() > 1) {
                moveBack(use);
            } else if (use.replace() == Replace.STOP_FIRST) {
                try {
                    await(use.startAgain());
                } catch (PluginException e) {
                    LOG.error("{} does not start again: {}", use.path(), e.getMessage());
                }
            }
        }
    }

    /** Moves them to the version before, which is the newest again. */
    void moveBack(List<PluginUse> uses) {
        uses.stream().filter(use -> !use.isStopped()).forEach(this::moveBack);
    }

    /** One that cannot be is stopped: the version that it runs is about to be let go. */
    private void moveBack(PluginUse use) {
        try {
            next(use);
        } catch (PluginException e) {
            LOG.error("{} could not be moved back, and is stopped: {}", use.path(), e.getMessage());
            stopAll(List.of(use));
        }
    }

    private void next(PluginUse use) throws PluginException {
        if (use.isParked()) {
            await(use.startAgain());
        } else if (use.replace() == Replace.BESIDE) {
            await(use.supervisor().replaceChild(use.id()));
        } else {
            stop(use);
            await(use.startAgain());
        }
    }

    void stop(PluginUse use) throws PluginException {
        await(use.stop());
    }

    /** Stops them, the last first; what does not stop keeps no other from it. */
    void stopAll(List<PluginUse> uses) {
        for (int i = uses.size() - 1; i >= 0; i--) {
            try {
                stop(uses.get(i));
            } catch (PluginException e) {
                LOG.error("{} does not stop: {}", uses.get(i).path(), e.getMessage());
            }
        }
    }

    void start(PluginUse use) throws PluginException {
        await(use.startAgain());
    }

    /** The result; null where a refusal says that there was nothing to do. */
    static <T> T await(Future<T> future) throws PluginException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SupervisionException refused && NOTHING_TO_DO.contains(refused.code())) {
                LOG.debug("{}", refused.getMessage());
                return nothing();
            }
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new PluginException(String.valueOf(cause.getMessage()), cause);
        } catch (TimeoutException e) {
            throw new PluginException("it takes longer than " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("the node stops", e);
        }
    }

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"
    }) // Of those who may be refused nobody reads the result.
    private static <T> T nothing() {
        return null;
    }
}
