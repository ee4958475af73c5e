package org.tassis.admin.frame;

import java.util.Comparator;
import java.util.List;
import org.tassis.directory.desk.Actor;

/// What a visitor sees of the navigation.
///
/// @param sections those with an entry, in order
/// @param here     the name of the present entry, or nothing
public record Navigation(List<Section> sections, String here) {
    public Navigation {
        sections = List.copyOf(sections);
    }

    public record Section(NavEntry.Group group, List<NavEntry> entries) {
        public Section {
            entries = List.copyOf(entries);
        }
    }

    static Navigation of(List<NavEntry> all, Actor actor, String page) {
        List<NavEntry> shown = all.stream()
                .filter(entry -> entry.shownTo().test(actor))
                .sorted(Comparator.comparing(NavEntry::order).thenComparing(NavEntry::name))
                .toList();
        List<Section> sections = java.util.Arrays.stream(NavEntry.Group.values())
                .map(group -> new Section(
                        group,
                        shown.stream().filter(entry -> entry.group() == group).toList()))
                .filter(section -> !section.entries().isEmpty())
                .toList();
        String here = shown.stream()
                .filter(entry -> entry.fits(page) > 0)
                .max(Comparator.comparing(entry -> entry.fits(page)))
                .map(NavEntry::name)
                .orElse("");
        return new Navigation(sections, here);
    }
}
