package io.plumbline.infra.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("E10")
class DataDirectoryTest {

    @TempDir
    Path directory;

    @Test
    @Tag("E5")
    void a_folder_that_it_makes_is_its_owners_alone_and_one_that_is_there_stays_as_it_is() throws IOException {
        assumeTrue(directory.getFileSystem().supportedFileAttributeViews().contains("posix"));
        var made = directory.resolve("new").resolve("data");
        var there = Files.createDirectory(directory.resolve("there"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxr-x---"));

        DataDirectory.open(made).close();
        DataDirectory.open(there).close();

        assertThat(rights(made)).isEqualTo("rwx------");
        assertThat(rights(there)).isEqualTo("rwxr-x---");
    }

    private static String rights(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
