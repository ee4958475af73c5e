package org.tassis.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.tassis.core.EmailAddress;
import org.tassis.core.Quota;

/// What an account may be, and what a change makes of it.
final class AccountRules {
    private AccountRules() {}

    /// What a password must not be made of.
    static List<String> subjectOf(Account account) {
        List<String> words = new ArrayList<>();
        words.add(account.login().value());
        words.add(account.realName());
        for (EmailAddress address :
                account.addresses().subList(0, Math.min(20, account.addresses().size()))) {
            words.add(address.local() + "@" + address.domain().unicode());
            words.add(address.local());
            words.add(address.domain().unicode());
            words.add(address.domain().ascii());
        }
        return words;
    }

    static Account existing(AccountRecord record) {
        if (!record.exists()) {
            throw new DirectoryException(
                    new DirectoryFailure.NoSuchMailbox(record.account().login().value()));
        }
        return record.account();
    }

    static NewAccount checked(NewAccount account) {
        AddressRules.checkText("The real name", account.realName(), 0, AddressRules.MAX_REAL_NAME);
        account.addresses().forEach(AddressRules::checkAddress);
        AddressRules.checkCount(account.addresses());
        AddressRules.checkLanguage(account.language());
        return account.withHiddenCapabilities(AddressRules.capabilities(account.hiddenCapabilities()));
    }

    static Account changed(Account account, MailboxChange change) {
        return switch (change) {
            case MailboxChange.RealName(String name) -> {
                AddressRules.checkText("The real name", name, 0, AddressRules.MAX_REAL_NAME);
                yield account.withRealName(name);
            }
            case MailboxChange.Limit(Quota quota) -> account.withQuota(quota);
            case MailboxChange.Enabled(boolean on) -> account.withEnabled(on);
            case MailboxChange.Primary(EmailAddress address) -> {
                AddressRules.checkAddress(address);
                yield account.withAddresses(Optional.of(address), account.addresses());
            }
            case MailboxChange.NoPrimary _ ->
                without(account, account.primary().stream().toList());
            case MailboxChange.AddAddresses(List<EmailAddress> more) -> {
                more.forEach(AddressRules::checkAddress);
                List<EmailAddress> all = new ArrayList<>(account.addresses());
                all.addAll(more);
                yield account.withAddresses(account.primary(), all);
            }
            case MailboxChange.RemoveAddresses(List<EmailAddress> fewer) -> without(account, fewer);
            case MailboxChange.PopDelete(Account.PopDelete choice) -> account.withPopDelete(choice);
            case MailboxChange.HiddenCapabilities(Set<String> names) ->
                account.withHiddenCapabilities(AddressRules.capabilities(names));
            case MailboxChange.Language(Locale language) -> {
                AddressRules.checkLanguage(language);
                yield account.withLanguage(language);
            }
        };
    }

    private static Account without(Account account, List<EmailAddress> fewer) {
        List<EmailAddress> left = new ArrayList<>(account.addresses());
        for (EmailAddress address : fewer) {
            if (!left.remove(address)) {
                throw new DirectoryException(new DirectoryFailure.NoSuchAddress(address));
            }
        }
        return account.withAddresses(account.primary().filter(left::contains), left);
    }
}
