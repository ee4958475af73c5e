package org.tassis.directory.contact;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.tassis.core.EmailAddress;

/// Contacts as a table of comma separated values: RFC 4180. Reads what Thunderbird, Outlook and Google
/// write, whose columns are told by their names, and tables with simple headings in English, French and
/// Dutch.
public final class ContactSheet {
    /// Where a formula would begin. A list of things with dashes is none.
    private static final Pattern FORMULA = Pattern.compile("(^|[;\\n])(?=[=+@\\t]|-(?! \\p{L}))");

    private static final Pattern GUARD = Pattern.compile("(^|[;\\n])'(?=[=+@\\t-])");

    private static final int MAX_COLUMNS = 300;

    /// What Thunderbird understands, whose names of columns are the simplest.
    private static final List<String> HEADINGS = List.of(
            "Display Name",
            "Organization",
            "Primary Email",
            "Secondary Email",
            "Other Emails",
            "Work Phone",
            "Home Phone",
            "Other Phones",
            "Notes",
            "Groups");

    private static final Map<String, Field> FIELDS = Map.ofEntries(
            Map.entry("display name", Field.NAME),
            Map.entry("name", Field.NAME),
            Map.entry("full name", Field.NAME),
            Map.entry("file as", Field.NAME_TOO),
            Map.entry("nom", Field.NAME),
            Map.entry("naam", Field.NAME),
            Map.entry("first name", Field.FIRST),
            Map.entry("given name", Field.FIRST),
            Map.entry("pr\u00e9nom", Field.FIRST),
            Map.entry("voornaam", Field.FIRST),
            Map.entry("middle name", Field.MIDDLE),
            Map.entry("additional name", Field.MIDDLE),
            Map.entry("last name", Field.LAST),
            Map.entry("family name", Field.LAST),
            Map.entry("nom de famille", Field.LAST),
            Map.entry("achternaam", Field.LAST),
            Map.entry("nickname", Field.NAME_TOO),
            Map.entry("organization", Field.ORGANISATION),
            Map.entry("organisation", Field.ORGANISATION),
            Map.entry("organization name", Field.ORGANISATION),
            Map.entry("company", Field.ORGANISATION),
            Map.entry("soci\u00e9t\u00e9", Field.ORGANISATION),
            Map.entry("entreprise", Field.ORGANISATION),
            Map.entry("bedrijf", Field.ORGANISATION),
            Map.entry("organisatie", Field.ORGANISATION),
            Map.entry("notes", Field.NOTES),
            Map.entry("note", Field.NOTES),
            Map.entry("notities", Field.NOTES),
            Map.entry("opmerkingen", Field.NOTES),
            Map.entry("groups", Field.GROUPS),
            Map.entry("group membership", Field.GROUPS),
            Map.entry("labels", Field.GROUPS),
            Map.entry("categories", Field.GROUPS));

    private enum Field {
        NAME,
        NAME_TOO,
        FIRST,
        MIDDLE,
        LAST,
        ORGANISATION,
        ADDRESS,
        PHONE,
        NOTES,
        GROUPS,
        NONE
    }

    private ContactSheet() {}

    /// @param text   with headings in its first line
    /// @param most   rows
    public static Read read(String text, int most) {
        String clean = text.startsWith("\ufeff") ? text.substring(1) : text;
        List<Read.Entry> entries = new ArrayList<>();
        List<Read.Fault> faults = new ArrayList<>();
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter(clean))
                .setIgnoreEmptyLines(true)
                .get();
        long line = 1;
        try (CSVParser parser = CSVParser.parse(new StringReader(clean), format)) {
            List<Field> columns = List.of();
            for (CSVRecord row : parser) {
                if (columns.isEmpty()) {
                    columns = columns(row);
                    if (columns.stream()
                            .noneMatch(field -> field == Field.NAME
                                    || field == Field.FIRST
                                    || field == Field.LAST
                                    || field == Field.ORGANISATION
                                    || field == Field.ADDRESS)) {
                        return new Read(List.of(), List.of(new Read.Fault(1, Read.Problem.HEADINGS, "")));
                    }
                    line = parser.getCurrentLineNumber() + 1;
                    continue;
                }
                if (entries.size() + faults.size() >= most) {
                    faults.add(new Read.Fault(line, Read.Problem.TOO_MANY, Integer.toString(most)));
                    break;
                }
                entry(line, columns, row, entries, faults);
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (IOException | UncheckedIOException | IllegalStateException e) {
            faults.add(new Read.Fault(line, Read.Problem.UNREADABLE, ""));
        }
        return new Read(entries, faults);
    }

    /// Programs of some countries separate by semicolons, or tabs.
    private static String delimiter(String text) {
        String first = text.lines().findFirst().orElse("");
        long commas = first.chars().filter(c -> c == ',').count();
        long semicolons = first.chars().filter(c -> c == ';').count();
        long tabs = first.chars().filter(c -> c == '\t').count();
        return tabs > commas && tabs > semicolons ? "\t" : semicolons > commas ? ";" : ",";
    }

    private static List<Field> columns(CSVRecord row) {
        List<Field> columns = new ArrayList<>();
        for (int i = 0; i < Math.min(MAX_COLUMNS, row.size()); i++) {
            columns.add(field(row.get(i)));
        }
        return columns;
    }

    private static Field field(String heading) {
        String name = heading.strip().toLowerCase(Locale.ROOT);
        Field known = FIELDS.get(name);
        if (known != null) {
            return known;
        }
        // "E-mail 1 - Value" (Google), "E-mail 2 Address" (Outlook), "Primary Email" (Thunderbird)
        boolean mail = name.contains("e-mail")
                || name.contains("email")
                || name.equals("courriel")
                || name.contains("adresse mail")
                || name.equals("mail")
                || name.equals("address")
                || name.equals("adres");
        if (mail) {
            boolean about = name.endsWith("type")
                    || name.endsWith("label")
                    || name.endsWith("display name")
                    || name.contains("format");
            return about ? Field.NONE : Field.ADDRESS;
        }
        boolean phone = name.contains("phone")
                || name.contains("mobile")
                || name.contains("t\u00e9l\u00e9phone")
                || name.contains("telefoon")
                || name.equals("gsm")
                || name.contains("pager number");
        if (phone) {
            return name.endsWith("type") || name.endsWith("label") || name.contains("phonetic")
                    ? Field.NONE
                    : Field.PHONE;
        }
        return Field.NONE;
    }

    private static void entry(
            long line, List<Field> columns, CSVRecord row, List<Read.Entry> entries, List<Read.Fault> faults) {
        String name = "";
        String other = "";
        String first = "";
        String middle = "";
        String last = "";
        String organisation = "";
        List<EmailAddress> addresses = new ArrayList<>();
        List<String> phones = new ArrayList<>();
        String notes = "";
        Set<String> groups = new LinkedHashSet<>();
        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < Math.min(columns.size(), row.size()); i++) {
            String value = unguarded(row.get(i).strip());
            if (value.isEmpty()) {
                continue;
            }
            switch (columns.get(i)) {
                case NAME -> name = name.isEmpty() ? value : name;
                case NAME_TOO -> other = other.isEmpty() ? value : other;
                case FIRST -> first = value;
                case MIDDLE -> middle = value;
                case LAST -> last = value;
                case ORGANISATION -> organisation = organisation.isEmpty() ? value : organisation;
                case ADDRESS ->
                    several(value).forEach(one -> EmailAddress.parse(one)
                            .ifPresentOrElse(addresses::add, () -> wrong.add(one)));
                case PHONE -> phones.addAll(Arrays.asList(value.split(" ::: ", -1)));
                case NOTES -> notes = notes.isEmpty() ? value : notes + "\n" + value;
                case GROUPS ->
                    Arrays.stream(value.split(" ::: |[;,]", -1))
                            .map(String::strip)
                            .filter(one -> !one.isEmpty() && !one.startsWith("*"))
                            .limit(Contacts.MOST_GROUPS)
                            .forEach(groups::add);
                case NONE -> {}
            }
        }
        String parts = List.of(first, middle, last).stream()
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        String whole = !name.isEmpty() ? name : !parts.isEmpty() ? parts : other;
        wrong.forEach(one -> faults.add(new Read.Fault(line, Read.Problem.ADDRESS, shortened(one))));
        Card card = Card.fitting(whole, organisation, addresses, phones, notes);
        if (!card.isEmpty()) {
            entries.add(new Read.Entry(line, card, List.copyOf(groups)));
        } else if (wrong.isEmpty()) {
            faults.add(new Read.Fault(line, Read.Problem.EMPTY, ""));
        }
    }

    private static List<String> several(String value) {
        return Arrays.stream(value.split(" ::: |[;,\\s]+", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .limit(2L * Card.MAX_ADDRESSES)
                .toList();
    }

    static String shortened(String text) {
        return text.length() > 60 ? text.substring(0, 60) + "\u2026" : text;
    }

    /// @param groups names by number
    public static void write(List<Contact> contacts, Map<Long, String> groups, Appendable out) throws IOException {
        out.append(row(HEADINGS));
        for (Contact contact : contacts) {
            Card card = contact.card();
            List<String> addresses =
                    card.addresses().stream().map(EmailAddress::toString).toList();
            out.append(row(List.of(
                    card.name(),
                    card.organisation(),
                    part(addresses, 0),
                    part(addresses, 1),
                    rest(addresses),
                    part(card.phones(), 0),
                    part(card.phones(), 1),
                    rest(card.phones()),
                    card.notes().replace("\n", "\r\n"),
                    contact.groups().stream()
                            .sorted()
                            .filter(groups::containsKey)
                            .map(groups::get)
                            .collect(Collectors.joining("; ")))));
        }
    }

    private static String part(List<String> all, int place) {
        return place < all.size() ? all.get(place) : "";
    }

    private static String rest(List<String> all) {
        return all.stream().skip(2).collect(Collectors.joining(" ::: "));
    }

    private static String row(List<String> values) {
        return values.stream().map(ContactSheet::cell).collect(Collectors.joining(",", "", "\r\n"));
    }

    /// What begins like a formula is not to be one when a spreadsheet opens the file; nor is what follows a
    /// semicolon or a new line, where a spreadsheet takes semicolons for what parts cells, and no quotes.
    private static String cell(String value) {
        String text = isPhone(value) ? value : FORMULA.matcher(value).replaceAll("$1'");
        boolean quoted = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n' || c == ';');
        return quoted ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    /// As {@link #cell} wrote it, and other programs do.
    private static String unguarded(String value) {
        return GUARD.matcher(value).replaceAll("$1");
    }

    private static boolean isPhone(String value) {
        return value.matches("\\+[0-9 ()./-]{2,58}");
    }
}
