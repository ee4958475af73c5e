package org.tassis.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tassis.greylist.InMemoryWaitingRoom;
import org.tassis.greylist.Visitor.State;
import org.tassis.greylist.WaitingRoom;

class InMemoryWaitingRoomTest implements WaitingRoomContract {
    private final WaitingRoom room = new InMemoryWaitingRoom(100);

    @Override
    public WaitingRoom room() {
        return room;
    }

    @Override
    public WaitingRoom again() {
        return room;
    }

    @Test
    void itIsBounded() {
        for (int i = 1; i <= 200; i++) {
            room.note(WaitingRoomContract.visitor(i, State.WAITING, Optional.empty(), NOW.plusSeconds(i)));
        }
        assertThat(room.list(State.WAITING, Optional.empty(), WaitingRoom.MOST)).hasSize(100);
    }
}
