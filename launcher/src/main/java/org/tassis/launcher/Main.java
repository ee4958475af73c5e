package org.tassis.launcher;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.bridge.SLF4JBridgeHandler;
import org.tassis.launcher.backup.BackupCommands;
import org.tassis.launcher.command.DirectoryCommands;
import org.tassis.launcher.command.NeededInput;
import org.tassis.launcher.command.SearchCommands;
import org.tassis.launcher.control.Command;
import org.tassis.launcher.control.ControlClient;
import org.tassis.launcher.settings.Settings;
import org.tassis.launcher.settings.SettingsFile;
import org.tassis.sql.DataDirectory;

/// The program. Exit status: 0 done, 1 refused or failed, 2 wrong usage.
public final class Main {
    private static final String SETTINGS_FILE = "tassis.settings-file";

    private final PrintStream out;
    private final PrintStream err;

    private Main(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    public static void main(String[] words) {
        // the logging of the program's own file holds for the pages too
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        NativeCrypto.install();
        System.exit(new Main(System.out, System.err).run(words));
    }

    private int run(String[] words) {
        try {
            Arguments arguments = Arguments.parse(words);
            return switch (arguments.command()) {
                case "run" -> serve(arguments);
                case "demo" -> new Demo(out).run(arguments);
                case "rehearse" -> new Demo(out).rehearse(arguments);
                case "backup" -> backup(arguments);
                case "search" -> search(arguments);
                case "doctor" -> Doctoring.run(settings(arguments, Map.of()), arguments.rest(), out);
                case "version" -> {
                    out.println("Tassis " + version());
                    yield 0;
                }
                case String word when DirectoryCommands.WORDS.contains(word) -> administer(arguments);
                default -> throw new Arguments.Wrong("unknown command '" + arguments.command() + "'");
            };
        } catch (Arguments.Wrong e) {
            err.println("tassis: " + e.getMessage() + "; ./tassis help lists the commands.");
            return 2;
        } catch (SettingsFile.Unusable | StartFailed e) {
            err.println("tassis: " + e.getMessage());
            return 1;
        } catch (IOException | UncheckedIOException e) {
            err.println("tassis: " + e.getMessage());
            return 1;
        }
    }

    static String version() {
        String version = Main.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /// The settings file: the one named, else `conf/tassis.yml` here, else the one the program came with.
    private static Settings settings(Arguments arguments, Map<String, Object> overrides) throws SettingsFile.Unusable {
        Map<String, Object> values = new LinkedHashMap<>(overrides);
        arguments.data().ifPresent(data -> values.put("data-directory", data.toString()));
        Optional<Path> file = arguments.config();
        if (file.isEmpty()) {
            file =
                    List.of(
                                    Path.of("conf/tassis.yml"),
                                    Path.of(System.getProperty("tassis.home", "."), "conf/tassis.yml"))
                            .stream()
                            .filter(Files::isRegularFile)
                            .findFirst();
        }
        file.ifPresent(
                used -> System.setProperty(SETTINGS_FILE, used.toAbsolutePath().toString()));
        return SettingsFile.load(file, values);
    }

    /// Where this process has read its settings, for backups; nothing when they are the defaults.
    static Optional<Path> settingsFile() {
        return Optional.ofNullable(System.getProperty(SETTINGS_FILE)).map(Path::of);
    }

    /// Inside the server that has the data directory, or here; what concerns no data, here in any case.
    private int backup(Arguments arguments) throws SettingsFile.Unusable, IOException {
        List<String> words = new ArrayList<>();
        words.add(arguments.command());
        words.addAll(arguments.rest());
        PrintWriter output = new PrintWriter(out, true, StandardCharsets.UTF_8);
        PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
        InputStream none = InputStream.nullInputStream();
        Settings settings = settings(arguments, Map.of());
        Saving saving = Saving.of(settings);
        if (BackupCommands.isForAnyone(words)) {
            return saving.commands().run(words, none, output, errors);
        }
        Optional<Integer> answered =
                ControlClient.ask(settings.dataDirectory().resolve("control"), words, new byte[0], out, err);
        if (answered.isPresent()) {
            return answered.get();
        }
        try (Storage storage = Storage.open(settings)) {
            return saving.commands(storage).run(words, none, output, errors);
        }
    }

    /// Inside the server that has the data directory, or here.
    private int search(Arguments arguments) throws SettingsFile.Unusable, IOException {
        List<String> words = new ArrayList<>();
        words.add(arguments.command());
        words.addAll(arguments.rest());
        PrintWriter output = new PrintWriter(out, true, StandardCharsets.UTF_8);
        PrintWriter errors = new PrintWriter(err, true, StandardCharsets.UTF_8);
        Settings settings = settings(arguments, Map.of());
        Command here = SearchCommands.withoutServer(FullText.settings(settings));
        if (DirectoryCommands.asksForHelp(words)) {
            return here.run(words, InputStream.nullInputStream(), output, errors);
        }
        Optional<Integer> answered =
                ControlClient.ask(settings.dataDirectory().resolve("control"), words, new byte[0], out, err);
        if (answered.isPresent()) {
            return answered.get();
        }
        try (DataDirectory _ = Storage.hold(settings.dataDirectory())) {
            return here.run(words, InputStream.nullInputStream(), output, errors);
        }
    }

    private int serve(Arguments arguments) throws SettingsFile.Unusable {
        if (!arguments.rest().isEmpty()) {
            throw new Arguments.Wrong("run does not know '" + arguments.rest().getFirst() + "'");
        }
        Settings settings = settings(arguments, Map.of());
        boolean anew = true;
        while (anew) {
            anew = serve(settings);
        }
        return 0;
    }

    /// @return whether the server is to be started anew
    private boolean serve(Settings settings) {
        Server server = Server.start(settings);
        out.println("Tassis " + version() + " serves " + server.hostname() + " on " + server.describePorts() + ".");
        Optional<String> link = server.firstRunLink();
        if (link.isPresent()) {
            out.println("Nobody runs this server yet. Set it up in a browser, within a week; the link is good once:");
            out.println("  " + link.get());
        } else if (server.directory().domains(false).isEmpty()) {
            out.println(
                    "No domain yet. Begin with:  ./tassis domain add example.org  and  ./tassis mailbox add --help");
        }
        return server.runUntilStopped();
    }

    /// Runs inside the server that has the data directory, or here with the directory opened and locked.
    private int administer(Arguments arguments) throws SettingsFile.Unusable, IOException {
        List<String> words = new ArrayList<>();
        words.add(arguments.command());
        words.addAll(arguments.rest());
        if (List.of("migrate", "export").contains(arguments.command())
                && words.size() > 1
                && !words.contains("--here")
                && !List.of("list", "show", "cancel").contains(words.get(1))) {
            words.add("--here"); // the server has another directory
            words.add(Path.of("").toAbsolutePath().toString());
        }
        PrintWriter output = new PrintWriter(out, false, StandardCharsets.UTF_8);
        PrintWriter errors = new PrintWriter(err, false, StandardCharsets.UTF_8);
        if (DirectoryCommands.asksForHelp(words)) {
            return DirectoryCommands.help(words, output, errors);
        }
        Settings settings = settings(arguments, Map.of());
        byte[] input = input(words);
        Optional<Integer> answered =
                ControlClient.ask(settings.dataDirectory().resolve("control"), words, input, out, err);
        if (answered.isPresent()) {
            return answered.get();
        }
        if (arguments.command().equals("log")) {
            return DirectoryCommands.withoutServer(Storage.recordings(settings.dataDirectory()))
                    .run(words, new java.io.ByteArrayInputStream(input), output, errors);
        }
        try (Storage storage = Storage.open(settings)) {
            int status = storage.commands(settings).run(words, new java.io.ByteArrayInputStream(input), output, errors);
            output.flush();
            errors.flush();
            return status;
        }
    }

    /// Read here, where the person and the files are: the command may run in the server.
    private static byte[] input(List<String> words) throws IOException {
        return switch (NeededInput.of(words)) {
            case NeededInput.None _ -> new byte[0];
            case NeededInput.Stdin _ -> System.in.readAllBytes();
            case NeededInput.File(Path path) -> Files.readAllBytes(path);
            case NeededInput.Password _ -> password();
        };
    }

    private static byte[] password() throws IOException {
        Console console = System.console();
        if (console == null) {
            return System.in.readAllBytes();
        }
        char[] first = console.readPassword("Password: ");
        char[] second = console.readPassword("Again: ");
        if (first == null || second == null || !Arrays.equals(first, second)) {
            throw new Arguments.Wrong("the two passwords differ");
        }
        return (new String(first) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
