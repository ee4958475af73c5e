package org.tassis.webmail.contacts;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.multipart.MultipartFile;
import org.springframework.web.server.ResponseStatusException;
import org.tassis.core.AccountId;
import org.tassis.core.EmailAddress;
import org.tassis.directory.DirectoryException;
import org.tassis.directory.DirectoryFailure;
import org.tassis.directory.contact.Book;
import org.tassis.directory.contact.Card;
import org.tassis.directory.contact.Contact;
import org.tassis.directory.contact.ContactSheet;
import org.tassis.directory.contact.Contacts;
import org.tassis.directory.contact.Group;
import org.tassis.directory.contact.Read;
import org.tassis.directory.contact.VCards;
import org.tassis.web.Visitor;
import org.tassis.webmail.mail.Frame;
import org.tassis.webmail.mail.Undos;

/// `/webmail/contacts/files`: contacts brought in from files, with a look before, and written to files.
@Controller
final class ContactFilesController {
    private static final int MAX_FILE = 10_000_000;
    private static final int SHOWN = 50;

    private final Supplier<Contacts> contacts;
    private final Frame frame;
    private final Undos undos;
    private final Previews previews;

    ContactFilesController(Supplier<Contacts> contacts, Frame frame, Undos undos, Previews previews) {
        this.contacts = contacts;
        this.frame = frame;
        this.undos = undos;
        this.previews = previews;
    }

    /// @param gone whether what was looked at is no longer there
    @GetMapping("/webmail/contacts/files")
    String page(Visitor visitor, @RequestParam Optional<String> gone, HttpServletRequest request, Model model) {
        return page(visitor, request, model, gone.isPresent() ? "contacts.problem.preview" : "");
    }

    private String page(Visitor visitor, HttpServletRequest request, Model model, String problem) {
        model.addAttribute("problem", problem);
        model.addAttribute("book", contacts.get().book(visitor.account().id()));
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/files";
    }

    /// Shows what would come in, with what is wrong in which line. Nothing changes yet.
    @PostMapping("/webmail/contacts/import")
    String look(
            Visitor visitor,
            @RequestParam Optional<MultipartFile> file,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model)
            throws IOException {
        Optional<MultipartFile> given = file.filter(one -> !one.isEmpty());
        if (given.isEmpty() || given.get().getSize() > MAX_FILE) {
            response.setStatus(422);
            return page(visitor, request, model, given.isEmpty() ? "contacts.problem.file" : "contacts.problem.large");
        }
        String text = text(given.get().getBytes());
        boolean cards = text.substring(0, Math.min(2_000, text.length()))
                .toUpperCase(Locale.ROOT)
                .contains("BEGIN:VCARD");
        Read read = cards ? VCards.read(text, Contacts.MOST) : ContactSheet.read(text, Contacts.MOST);
        previews.put(visitor.session().id(), read);
        Book book = contacts.get().book(visitor.account().id());
        Set<String> groups = new LinkedHashSet<>();
        read.entries().forEach(one -> groups.addAll(one.groups()));
        long there = known(visitor, read);
        model.addAttribute("entries", read.entries().stream().limit(SHOWN).toList());
        model.addAttribute("count", read.entries().size());
        model.addAttribute("there", there);
        model.addAttribute("faults", read.faults().stream().limit(SHOWN).toList());
        model.addAttribute("faultCount", read.faults().size());
        model.addAttribute(
                "fileGroups", groups.stream().limit(Contacts.MOST_GROUPS).toList());
        model.addAttribute("book", book);
        model.addAttribute("fileName", name(given.get()));
        frame.fill(model, visitor, 0, request);
        return "webmail/contacts/preview";
    }

    private static String name(MultipartFile file) {
        String name = Optional.ofNullable(file.getOriginalFilename()).orElse("");
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        return last.length() > 80 ? last.substring(0, 80) : last;
    }

    private long known(Visitor visitor, Read read) {
        Set<EmailAddress> known = contacts.get().book(visitor.account().id()).live().stream()
                .flatMap(one -> one.card().addresses().stream())
                .collect(Collectors.toSet());
        return read.entries().stream()
                .filter(one -> one.card().addresses().stream().anyMatch(known::contains))
                .count();
    }

    /// UTF-8, or UTF-16 with its mark, else as Windows wrote text in Western Europe.
    static String text(byte[] octets) {
        if (octets.length > 1
                && (octets[0] == (byte) 0xff && octets[1] == (byte) 0xfe
                        || octets[0] == (byte) 0xfe && octets[1] == (byte) 0xff)) {
            return new String(octets, StandardCharsets.UTF_16);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(octets, Charset.forName("windows-1252"));
        }
    }

    /// @param into   number of a group for all of them, `new` for one of that name, or empty
    /// @param groups whether groups that the file names are made
    @PostMapping("/webmail/contacts/import/confirm")
    String bring(
            Visitor visitor,
            @RequestParam(defaultValue = "") String into,
            @RequestParam(defaultValue = "") String name,
            @RequestParam(defaultValue = "false") boolean groups,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        Optional<Read> read = previews.take(visitor.session().id());
        if (read.isEmpty()) {
            return "redirect:/webmail/contacts/files?gone";
        }
        AccountId account = visitor.account().id();
        Book before = contacts.get().book(account);
        try {
            Optional<Long> group =
                    into.equals("new") && !name.isBlank() ? group(account, name) : ContactsController.number(into);
            List<Card> cards =
                    read.get().entries().stream().map(Read.Entry::card).toList();
            Contacts.Imported imported = contacts.get().add(account, cards, group);
            if (groups) {
                assign(account, read.get());
            }
            undos.add(
                    visitor,
                    "contacts.done.imported",
                    imported.added().size() + imported.changed(),
                    "",
                    () -> takeBack(account, before, imported));
            return "redirect:/webmail/contacts";
        } catch (DirectoryException e) {
            if (e.failure() instanceof DirectoryFailure.TooMany) {
                response.setStatus(422);
                return page(visitor, request, model, "contacts.problem.room");
            }
            if (e.failure() instanceof DirectoryFailure.BadValue) {
                response.setStatus(422);
                return page(visitor, request, model, "contacts.problem.group.name");
            }
            throw e;
        }
    }

    /// The one of that name, or a new one.
    private Optional<Long> group(AccountId account, String name) {
        String wanted = name.strip();
        return contacts.get().book(account).liveGroups().stream()
                .filter(one -> one.name().equalsIgnoreCase(wanted))
                .map(Group::id)
                .findFirst()
                .or(() -> contacts.get().saveGroup(account, Optional.empty(), wanted));
    }

    private void assign(AccountId account, Read read) {
        Set<String> names = new LinkedHashSet<>();
        read.entries().forEach(one -> names.addAll(one.groups()));
        for (String name : names.stream().limit(Contacts.MOST_GROUPS).toList()) {
            Optional<Long> group;
            try {
                group = group(account, name);
            } catch (DirectoryException e) { // too many groups, or a name that is none: the contacts are there anyhow
                continue;
            }
            Set<EmailAddress> members = read.entries().stream()
                    .filter(one -> one.groups().contains(name))
                    .flatMap(one -> one.card().addresses().stream())
                    .collect(Collectors.toSet());
            List<Long> ids = contacts.get().book(account).live().stream()
                    .filter(one -> one.card().addresses().stream().anyMatch(members::contains))
                    .map(Contact::id)
                    .toList();
            group.ifPresent(one -> contacts.get().assign(account, one, ids, true));
        }
    }

    private void takeBack(AccountId account, Book before, Contacts.Imported imported) {
        contacts.get().remove(account, imported.added());
        Book now = contacts.get().book(account);
        List<Contact> changed = new ArrayList<>();
        before.live().forEach(one -> now.contact(one.id())
                .filter(other ->
                        !other.card().equals(one.card()) || !other.groups().equals(one.groups()))
                .ifPresent(_ -> changed.add(one)));
        changed.forEach(one -> contacts.get().save(account, Optional.of(one.id()), one.card(), one.groups()));
        now.liveGroups().stream()
                .filter(one -> before.group(one.id()).isEmpty())
                .forEach(one -> contacts.get().removeGroup(account, one.id()));
    }

    /// @param form  `contacts.vcf`, `contacts-3.vcf` or `contacts.csv`
    /// @param group number of one; empty: all but people written to
    @GetMapping("/webmail/contacts/export/{form}")
    void export(
            Visitor visitor,
            @PathVariable String form,
            @RequestParam(defaultValue = "") String group,
            HttpServletResponse response)
            throws IOException {
        boolean table = form.equals("contacts.csv");
        if (!table && !form.equals("contacts.vcf") && !form.equals("contacts-3.vcf")) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND);
        }
        Book book = contacts.get().book(visitor.account().id());
        Optional<Long> number = ContactsController.number(group);
        List<Contact> wanted = contacts.get().find(visitor.account().id(), "").stream()
                .filter(one -> number.isPresent() ? one.groups().contains(number.get()) : !one.collected())
                .toList();
        Map<Long, String> names = book.liveGroups().stream().collect(Collectors.toMap(Group::id, Group::name));
        response.setContentType(table ? "text/csv;charset=utf-8" : "text/vcard;charset=utf-8");
        response.setHeader("Content-Disposition", "attachment; filename=\"contacts" + (table ? ".csv" : ".vcf") + '"');
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Cache-Control", "no-store");
        try (Writer out = new OutputStreamWriter(response.getOutputStream(), StandardCharsets.UTF_8)) {
            if (table) {
                out.write('\ufeff'); // so that spreadsheets know its characters
                ContactSheet.write(wanted, names, out);
            } else {
                VCards.write(wanted, names, form.equals("contacts.vcf"), out);
            }
        }
    }
}
