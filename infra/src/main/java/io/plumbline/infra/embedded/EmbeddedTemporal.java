package io.plumbline.infra.embedded;

/** A Temporal frontend that this process has started, and stops. */
public interface EmbeddedTemporal extends AutoCloseable {

    /** {@code host:port} of its frontend. */
    String target();

    @Override
    void close();
}
