package io.coppice.supervision;

import io.coppice.supervision.spec.ChildStart;

/** A worker that is looked up for each start: what runs next may be other code than what runs now. */
public interface VerticleSource extends ChildStart {

    /** What the next start runs. Called in the supervisor's turn, so it must not block; what it throws is a failed start. */
    VerticleStart next();
}
