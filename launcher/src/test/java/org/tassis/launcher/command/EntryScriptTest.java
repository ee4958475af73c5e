package org.tassis.launcher.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class EntryScriptTest {
    @Test
    void everyWordOfTheProgramIsOneOfTheScript() throws Exception {
        String script = Files.readString(Path.of("../tassis"));
        String line = script.lines()
                .filter(one -> one.contains("| doctor | version)"))
                .findFirst()
                .orElseThrow();
        assertThat(Arrays.asList(line.substring(0, line.indexOf(')')).strip().split(" *\\| *")))
                .containsAll(DirectoryCommands.WORDS);
    }
}
