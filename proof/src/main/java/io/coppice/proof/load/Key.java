package io.coppice.proof.load;

/** A key of a bucket; its text is both. */
public record Key(String bucket, String name) {

    @Override
    public String toString() {
        return bucket + "/" + name;
    }
}
