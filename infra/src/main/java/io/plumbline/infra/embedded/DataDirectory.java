package io.plumbline.infra.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/** The folder in which one process keeps its state. Locked while it is open, so that no two processes share it. */
public final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Makes the folder where it is missing, readable by its owner alone, and locks it.
     *
     * @throws StartException when another process holds it, or when it cannot be written
     */
    public static DataDirectory open(Path path) {
        var absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute, ownersAlone(absolute));
            var channel =
                    FileChannel.open(absolute.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new StartException("plumbline.data-dir=" + path + " is in use by another Plumbline. "
                        + "Stop that one, or give this one a folder of its own.");
            }
            return new DataDirectory(absolute, channel);
        } catch (IOException e) {
            throw new StartException("plumbline.data-dir=" + path + " cannot be written: " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] ownersAlone(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldInThisProcess) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    public Path resolve(String name) {
        return path.resolve(name);
    }

    /** The content of a file that only its owner may read; made the first time. */
    public String secret(String name, Supplier<String> first) {
        var file = path.resolve(name);
        try {
            return Files.readString(Files.exists(file) ? file : writeSecret(name, first.get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file that only its owner may read, whole or not at all. */
    public Path writeSecret(String name, String content) {
        var file = path.resolve(name);
        try {
            var draft = Files.createTempFile(path, name, ".draft"); // made with mode 600
            Files.writeString(draft, content);
            if (Files.getFileStore(draft).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-------"));
            }
            return Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
