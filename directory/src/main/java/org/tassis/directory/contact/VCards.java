package org.tassis.directory.contact;

import ezvcard.VCard;
import ezvcard.VCardVersion;
import ezvcard.io.text.VCardReader;
import ezvcard.io.text.VCardWriter;
import ezvcard.parameter.EmailType;
import ezvcard.property.Categories;
import ezvcard.property.Email;
import ezvcard.property.Note;
import ezvcard.property.Organization;
import ezvcard.property.StructuredName;
import ezvcard.property.Telephone;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tassis.core.EmailAddress;

/// Contacts as vCards: RFC 6350 (4.0) and RFC 2426 (3.0) are read and written, 2.1 is read. The only user
/// of ez-vcard.
public final class VCards {
    /// Characters of one card, without what is {@link #PASSED}.
    private static final int MAX_CARD = 2_000_000;

    /// Properties that are long and not kept here.
    private static final Pattern PASSED = Pattern.compile("(?i)([a-z0-9-]+\\.)?(photo|logo|sound|key)[;:]");

    private static final String BEGIN = "BEGIN:VCARD";
    private static final String END = "END:VCARD";

    private VCards() {}

    /// Each card is taken by itself, so that one that is wrong spoils no other.
    ///
    /// @param most cards
    public static Read read(String text, int most) {
        List<Read.Entry> entries = new ArrayList<>();
        List<Read.Fault> faults = new ArrayList<>();
        StringBuilder card = new StringBuilder();
        long begins = 0;
        long number = 0;
        int cards = 0;
        boolean tooLong = false;
        boolean passing = false;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            String mark = line.length() > 40 ? "" : line.strip().toUpperCase(Locale.ROOT);
            if (mark.startsWith("\ufeff")) {
                mark = mark.substring(1);
            }
            if (mark.equals(BEGIN)) {
                if (begins > 0) {
                    faults.add(new Read.Fault(begins, Read.Problem.UNREADABLE, ""));
                }
                if (++cards > most) {
                    faults.add(new Read.Fault(number, Read.Problem.TOO_MANY, Integer.toString(most)));
                    return new Read(entries, faults);
                }
                begins = number;
                tooLong = false;
                passing = false;
                card.setLength(0);
                card.append(BEGIN).append("\r\n");
            } else if (begins > 0) {
                boolean end = mark.equals(END);
                boolean goesOn = line.startsWith(" ") || line.startsWith("\t");
                passing = goesOn ? passing : PASSED.matcher(line).lookingAt();
                if (!passing) {
                    tooLong |= card.length() + line.length() > MAX_CARD;
                    if (!tooLong) {
                        card.append(line).append("\r\n");
                    }
                }
                if (end && tooLong) {
                    faults.add(new Read.Fault(begins, Read.Problem.UNREADABLE, ""));
                } else if (end) {
                    entry(begins, card.toString(), entries, faults);
                }
                begins = end ? 0 : begins;
            }
        }
        if (begins > 0 || cards == 0) {
            faults.add(new Read.Fault(Math.max(1, begins), Read.Problem.UNREADABLE, ""));
        }
        return new Read(entries, faults);
    }

    private static void entry(long line, String text, List<Read.Entry> entries, List<Read.Fault> faults) {
        Optional<VCard> read;
        try (VCardReader reader = new VCardReader(text)) {
            read = Optional.ofNullable(reader.readNext());
        } catch (IOException | RuntimeException e) { // what hostile text does to a library is no reason to fail
            read = Optional.empty();
        }
        if (read.isEmpty()) {
            faults.add(new Read.Fault(line, Read.Problem.UNREADABLE, ""));
            return;
        }
        VCard card = read.get();
        List<EmailAddress> addresses = new ArrayList<>();
        boolean wrong = false;
        for (Email email : preferredFirst(card.getEmails())) {
            String value = text(email.getValue()).strip();
            Optional<EmailAddress> address = EmailAddress.parse(value.replaceFirst("(?i)^mailto:", ""));
            if (address.isPresent()) {
                addresses.add(address.get());
            } else if (!value.isEmpty()) {
                wrong = true;
                faults.add(new Read.Fault(line, Read.Problem.ADDRESS, ContactSheet.shortened(value)));
            }
        }
        Card made = Card.fitting(
                name(card),
                card.getOrganizations().stream()
                        .flatMap(one -> one.getValues().stream())
                        .map(VCards::text)
                        .filter(part -> !part.isBlank())
                        .collect(Collectors.joining(", ")),
                addresses,
                card.getTelephoneNumbers().stream().map(VCards::number).toList(),
                card.getNotes().stream().map(note -> text(note.getValue())).collect(Collectors.joining("\n")));
        if (made.isEmpty()) {
            if (!wrong) {
                faults.add(new Read.Fault(line, Read.Problem.EMPTY, ""));
            }
            return;
        }
        Set<String> groups = new LinkedHashSet<>();
        for (Categories categories : card.getCategoriesList()) {
            categories.getValues().stream()
                    .map(one -> text(one).strip())
                    .filter(one -> !one.isEmpty())
                    .limit(Contacts.MOST_GROUPS)
                    .forEach(groups::add);
        }
        entries.add(new Read.Entry(line, made, List.copyOf(groups)));
    }

    private static List<Email> preferredFirst(List<Email> emails) {
        return Stream.concat(
                        emails.stream().filter(VCards::isPreferred),
                        emails.stream().filter(one -> !isPreferred(one)))
                .toList();
    }

    private static boolean isPreferred(Email email) {
        return email.getTypes().contains(EmailType.PREF)
                || Optional.ofNullable(pref(email)).isPresent();
    }

    private static @Nullable Integer pref(Email email) {
        try {
            return email.getPref();
        } catch (IllegalStateException e) { // a number that is none
            return null;
        }
    }

    private static String name(VCard card) {
        String whole = Optional.ofNullable(card.getFormattedName())
                .map(name -> text(name.getValue()))
                .orElse("");
        if (!whole.isBlank()) {
            return whole;
        }
        String parts = Optional.ofNullable(card.getStructuredName())
                .map(name -> Stream.of(
                                Stream.of(text(name.getGiven())),
                                name.getAdditionalNames().stream().map(VCards::text),
                                Stream.of(text(name.getFamily())))
                        .flatMap(part -> part)
                        .filter(part -> !part.isBlank())
                        .collect(Collectors.joining(" ")))
                .orElse("");
        return parts.isBlank()
                ? Optional.ofNullable(card.getNickname()).stream()
                        .flatMap(one -> one.getValues().stream())
                        .map(VCards::text)
                        .findFirst()
                        .orElse("")
                : parts;
    }

    private static String number(Telephone phone) {
        return Optional.ofNullable(phone.getText())
                .or(() -> Optional.ofNullable(phone.getUri()).map(uri -> text(uri.getNumber())))
                .orElse("");
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /// @param newest 4.0, else 3.0
    /// @param groups names by number
    public static void write(List<Contact> contacts, Map<Long, String> groups, boolean newest, Writer out)
            throws IOException {
        VCardWriter writer = new VCardWriter(out, newest ? VCardVersion.V4_0 : VCardVersion.V3_0);
        writer.setAddProdId(false);
        for (Contact contact : contacts) {
            writer.write(card(contact, groups));
        }
        writer.flush();
    }

    private static VCard card(Contact contact, Map<Long, String> groups) {
        Card card = contact.card();
        VCard made = new VCard();
        made.setFormattedName(card.title());
        StructuredName name = new StructuredName();
        int cut = card.name().lastIndexOf(' ');
        name.setGiven(cut < 0 ? card.title() : card.name().substring(0, cut));
        name.setFamily(cut < 0 ? "" : card.name().substring(cut + 1));
        made.setStructuredName(name);
        if (!card.organisation().isEmpty()) {
            Organization organisation = new Organization();
            organisation.getValues().add(card.organisation());
            made.addOrganization(organisation);
        }
        card.addresses().forEach(address -> made.addEmail(new Email(address.toString())));
        card.phones().forEach(phone -> made.addTelephoneNumber(new Telephone(phone)));
        if (!card.notes().isEmpty()) {
            made.addNote(new Note(card.notes()));
        }
        List<String> in = contact.groups().stream()
                .sorted()
                .filter(groups::containsKey)
                .map(groups::get)
                .toList();
        if (!in.isEmpty()) {
            Categories categories = new Categories();
            categories.getValues().addAll(in);
            made.addCategories(categories);
        }
        return made;
    }
}
