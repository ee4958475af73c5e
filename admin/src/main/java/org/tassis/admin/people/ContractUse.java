package org.tassis.admin.people;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tassis.directory.Customer;
import org.tassis.directory.CustomerUse;
import org.tassis.directory.Plan;
import org.tassis.directory.desk.CustomerDesk;

/// What a customer has of what its plan allows.
///
/// @param plan empty: nothing is limited
public record ContractUse(Customer customer, Optional<Plan> plan, List<Line> lines) {
    public ContractUse {
        lines = List.copyOf(lines);
    }

    /// @param has  things, or octets
    /// @param most likewise; {@link Plan#UNLIMITED} when it is not limited
    public record Line(Plan.Limit limit, long has, long most) {
        public boolean isLimited() {
            return most != Plan.UNLIMITED;
        }

        public boolean isStorage() {
            return limit == Plan.Limit.STORAGE;
        }

        /// A mailbox without a limit makes the storage endless.
        public boolean isEndless() {
            return has == Plan.UNLIMITED;
        }

        public long left() {
            return Math.max(0, most - has);
        }

        /// How much of it is taken, 0 to 100; more where a plan was made smaller.
        public long percent() {
            return most == 0 ? has > 0 ? 100 : 0 : Math.round(100.0 * has / most);
        }
    }

    static ContractUse of(CustomerDesk desk, Customer customer) {
        CustomerUse use = desk.use(customer);
        Optional<Plan> plan = desk.planOf(customer);
        return new ContractUse(
                customer,
                plan,
                Arrays.stream(Plan.Limit.values())
                        .map(limit -> new Line(
                                limit,
                                use.of(limit),
                                plan.map(one -> one.limit(limit)).orElse(Plan.UNLIMITED)))
                        .toList());
    }
}
