package org.tassis.admin.people;

import java.util.Optional;
import org.tassis.admin.frame.Panel;
import org.tassis.directory.desk.Actor;
import org.tassis.directory.desk.Desk;
import org.tassis.directory.desk.Visit;

/// Shows an administrator what is left of the contract.
final class ContractPanel implements Panel {
    private final Desk desk;

    ContractPanel(Desk desk) {
        this.desk = desk;
    }

    @Override
    public int order() {
        return 200;
    }

    @Override
    public Optional<Shown> show(Visit visit) {
        return visit.actor() instanceof Actor.DomainAdministrator administrator
                ? desk.directory()
                        .customers()
                        .find(administrator.customer())
                        .map(customer ->
                                new Shown("admin/people/contract", ContractUse.of(desk.customers(visit), customer)))
                : Optional.empty();
    }
}
