package io.plumbline.activities.products;

/** A page cannot be had, and why, in words for people. What was underneath is kept aside, so that these words are the reason. */
final class FeedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    FeedException(String message) {
        super(message);
    }

    FeedException(String message, Throwable underneath) {
        super(message);
        addSuppressed(underneath);
    }
}
